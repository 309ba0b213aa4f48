package server

import (
	"context"
	"fmt"
	"sync"
	"testing"
)

type echoInput struct {
	ID    string   `path:"id"`
	Word  string   `query:"word"`
	Words []string `query:"words"`
	Head  string   `header:"X-Word"`
}

// Fiber hands out strings whose memory the next request uses again. What a handler keeps must stay as it was: 64 clients
// send distinct words, the handler keeps them in a queue, and all are looked at after the last request.
func TestKeptStringsStay(t *testing.T) {
	const clients, each = 64, 200
	w := quietTown(t, Options{})
	kept := make(chan *echoInput, clients*each)
	register(w.Server, get("echo", "/api/v1/echo/{id}", tagService, "", ""), func(_ context.Context, in *echoInput) (*struct{ Body string }, error) {
		kept <- in
		return &struct{ Body string }{in.ID}, nil
	})
	w.listen()
	var group sync.WaitGroup
	for c := range clients {
		group.Go(func() {
			for n := range each {
				word := fmt.Sprintf("client-%02d-word-%04d", c, n)
				r := w.get("/api/v1/echo/"+word+"?word="+word+"&words="+word+","+word, "X-Word", word)
				if string(r.body) != `"`+word+`"`+"\n" {
					t.Errorf("asked for %s, got %s", word, r.body)
				}
			}
		})
	}
	group.Wait()
	close(kept)
	seen := map[string]bool{}
	for in := range kept {
		if in.Word != in.ID || in.Head != in.ID || len(in.Words) != 2 || in.Words[0] != in.ID || in.Words[1] != in.ID {
			t.Fatalf("mixed up: %+v", *in)
		}
		seen[in.ID] = true
	}
	if len(seen) != clients*each {
		t.Errorf("%d distinct words of %d", len(seen), clients*each)
	}
}
