package notify_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tuoyuquan/api/account"
	"tuoyuquan/api/account/wechattest"
	"tuoyuquan/api/notify"
)

func TestGateway(t *testing.T) {
	status, reply := http.StatusOK, `{"id":"n1"}`
	var heard map[string]string
	var bearer string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		bearer = r.Header.Get("Authorization")
		_ = json.NewDecoder(r.Body).Decode(&heard)
		w.WriteHeader(status)
		_, _ = fmt.Fprint(w, reply)
	}))
	defer server.Close()
	g := notify.NewGateway(server.URL, "secret")
	send := func() (notify.Sent, error) { return g.Send(t.Context(), "ref", "13900000000", "您好") }
	sent, err := send()
	if err != nil || sent != (notify.Sent{Reference: "n1"}) || bearer != "Bearer secret" || heard["ref"] != "ref" || heard["text"] != "您好" || heard["phone"] != "13900000000" {
		t.Fatalf("%+v %v %q %v", sent, err, bearer, heard)
	}
	for text, want := range map[string]notify.Sent{
		`{"id":"n2","arrived":true}`: {Reference: "n2", Arrived: true}, ``: {Reference: "ref"}, `not json`: {Reference: "ref"},
	} {
		reply = text
		if sent, err := send(); err != nil || sent != want {
			t.Errorf("%q: %+v %v", text, sent, err)
		}
	}
	for code, refused := range map[int]bool{400: true, 403: true, 408: false, 429: false, 500: false, 503: false, 302: false} {
		status = code
		_, err := send()
		var r *notify.RefusedError
		if err == nil || errors.As(err, &r) != refused || strings.Contains(err.Error(), "139") {
			t.Errorf("%d: %v", code, err)
		}
	}
	server.Close()
	if _, err := send(); err == nil {
		t.Error("a gateway that is away takes texts")
	}
}

func TestMiniProgram(t *testing.T) {
	server := wechattest.New(t)
	weChat := account.NewWeChat(server.URL, wechattest.AppID, wechattest.Secret, time.Now)
	m := notify.NewMiniProgram(server.URL, weChat.Token)
	message := notify.WeChatMessage{Template: "tpl", Page: "p", Fields: map[string]string{"thing1": "春苗托育"}}
	sent, err := m.Send(t.Context(), "openid", message)
	if err != nil || sent.Reference == "" || sent.Arrived {
		t.Fatalf("%+v %v", sent, err)
	}
	// Taken back before its time, and that by whoever else uses the app: a new one is asked for at once, and only once.
	asked := server.Asked("/cgi-bin/stable_token")
	server.TakeTokenBack()
	if sent, err := m.Send(t.Context(), "openid", message); err != nil || sent.Reference == "" {
		t.Errorf("after the token was taken back: %+v %v", sent, err)
	}
	if n := server.Asked("/cgi-bin/stable_token") - asked; n != 1 {
		t.Errorf("%d access tokens asked for", n)
	}
	stuck := notify.NewMiniProgram(server.URL, func(context.Context, string) (string, error) {
		asked++
		return "never good", nil
	})
	asked = 0
	if _, err := stuck.Send(t.Context(), "openid", message); err == nil || asked != 2 {
		t.Errorf("%d tokens were tried: %v", asked, err)
	}
	broken := notify.NewMiniProgram("http://127.0.0.1:1", func(context.Context, string) (string, error) { return "TOKEN", nil })
	if _, err := broken.Send(t.Context(), "openid", message); err == nil || strings.Contains(err.Error(), "TOKEN") {
		t.Errorf("away, or a token told: %v", err)
	}
}
