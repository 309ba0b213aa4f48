package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"runtime"
	"runtime/debug"
	"time"

	"tuoyuquan/api/care"
)

// Program returns a Cleaner that starts a program for every picture: this binary, with the arguments that make it call Serve.
// The program gets the picture on its standard input and nothing else: no environment, no files, no network names.
func Program(path string, args ...string) *Cleaner {
	return newCleaner(func(ctx context.Context, _ Head, body []byte) (Clean, error) { return ask(ctx, path, args, body) })
}

// answer is the line a program writes before the picture.
type answer struct {
	Width, Height, Bytes int
	Code                 care.Code `json:",omitempty"` // why not
	Text                 string    `json:",omitempty"`
}

// ask has another program clean a picture. A program that cannot be started is unavailable; one that dies or talks
// nonsense met a picture that is not to be kept.
func ask(ctx context.Context, path string, args []string, body []byte) (Clean, error) {
	var out bounded
	child := exec.CommandContext(ctx, path, args...)
	child.Env = []string{} // no secret of this process is in that one's memory
	child.Dir = "/"
	child.Stdin = io.MultiReader(bytes.NewReader(binary.BigEndian.AppendUint32(nil, uint32(len(body)))), bytes.NewReader(body))
	child.Stdout = &out
	child.WaitDelay = time.Second
	if err := child.Start(); err != nil {
		return Clean{}, away(err)
	}
	err := child.Wait()
	if cause := context.Cause(ctx); cause != nil {
		return Clean{}, away(cause) // whoever asked is gone, or the machine is busy: a picture that costs too much ends by itself
	}
	if err != nil {
		return Clean{}, damaged(fmt.Errorf("picture: the program ended: %w", err))
	}
	line, jpeg, found := bytes.Cut(out.Bytes(), []byte("\n"))
	var said answer
	if !found || json.Unmarshal(line, &said) != nil || said.Bytes != len(jpeg) {
		return Clean{}, damaged(errors.New("picture: the program gave no answer"))
	}
	if said.Code != "" {
		return Clean{}, damaged(fmt.Errorf("picture: the program said %s: %s", said.Code, said.Text))
	}
	return Clean{JPEG: jpeg, Width: said.Width, Height: said.Height}, nil
}

// bounded keeps what a program says as long as it could be a picture.
type bounded struct{ bytes.Buffer }

func (b *bounded) Write(p []byte) (int, error) {
	if b.Len()+len(p) > MaxBytes*2 {
		return 0, errors.New("picture: the program says too much")
	}
	return b.Buffer.Write(p)
}

// Serve is the program that Program starts: one picture in, one answer out, then it ends. It gives away, first of all, what it
// does not need: memory beyond one picture's, time, files, core dumps.
func Serve(in io.Reader, out io.Writer) error {
	if err := confine(); err != nil {
		return err
	}
	runtime.GOMAXPROCS(1)
	debug.SetGCPercent(20)
	debug.SetMemoryLimit(maxMemory + 48<<20)
	var size [4]byte
	if _, err := io.ReadFull(in, size[:]); err != nil {
		return err
	}
	n := binary.BigEndian.Uint32(size[:])
	if n > MaxBytes {
		return errors.New("picture: too many bytes")
	}
	body := make([]byte, n)
	if _, err := io.ReadFull(in, body); err != nil {
		return err
	}
	head, err := ReadHead(body)
	if err == nil {
		err = head.check(len(body))
	}
	var clean Clean
	if err == nil {
		clean, err = wash(head, body)
	}
	said := answer{Width: clean.Width, Height: clean.Height, Bytes: len(clean.JPEG)}
	if known := (*care.Error)(nil); errors.As(err, &known) {
		said = answer{Code: known.Code, Text: known.Error()}
		if known.Cause != nil {
			said.Text = known.Cause.Error()
		}
	} else if err != nil {
		return err
	}
	if err := json.NewEncoder(out).Encode(said); err != nil {
		return err
	}
	_, err = out.Write(clean.JPEG)
	return err
}
