package server

import (
	"encoding/hex"
	"encoding/json"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/notify"
)

// Receipts are taken from the gateway alone; whatever it sends is bounded.
func TestReceiptsOfAGateway(t *testing.T) {
	const secret = "abcdefabcdefabcdefabcdef"
	w := newTown(t, Options{})
	w.Notify = notify.New(notify.Deps{Store: w.store, Now: w.clock.now, Log: slog.New(slog.DiscardHandler)}, notify.Options{ReceiptSecret: secret})
	body := []byte(`[{"id":"of a code to sign in","arrived":true}]`)
	sign := func(body []byte) string {
		at := strconv.FormatInt(w.clock.now().Unix(), 10)
		return "t=" + at + ",v1=" + hex.EncodeToString(notify.Sign(secret, at, body))
	}
	const path = "/api/v1/receipts/sms"
	if r := w.do(http.MethodPost, path, json.RawMessage(body), "X-Signature", sign(body)); r.status != http.StatusOK || !strings.Contains(string(r.body), `"unknown":1`) {
		t.Errorf("signed: %d %s", r.status, r.body)
	}
	if r := w.do(http.MethodPost, path+"/"+secret, json.RawMessage(body)); r.status != http.StatusOK || !strings.Contains(string(r.body), `"code":0`) || !strings.Contains(string(r.body), `"result":0`) {
		t.Errorf("by its address: %d %s", r.status, r.body)
	}
	for name, r := range map[string]reply{
		"unsigned":         w.do(http.MethodPost, path, json.RawMessage(body)),
		"signed otherwise": w.do(http.MethodPost, path, json.RawMessage(body), "X-Signature", sign([]byte("[]"))),
	} {
		if r.status != http.StatusForbidden {
			t.Errorf("%s: %d %s", name, r.status, r.body)
		}
	}
	if r := w.do(http.MethodPost, path+"/"+secret+"x", json.RawMessage(body)); r.status != http.StatusNotFound || strings.Contains(string(r.body), secret) {
		t.Errorf("another address: %d %s", r.status, r.body)
	}
	large := []byte("[" + strings.Repeat(`{"id":"x","arrived":true},`, 4000) + "{}]")
	if r := w.do(http.MethodPost, path, json.RawMessage(large), "X-Signature", sign(large)); r.status != http.StatusRequestEntityTooLarge {
		t.Errorf("%d bytes: %d", len(large), r.status)
	}
	refused := 0
	for range receiptsPerMinute + 50 {
		if r := w.do(http.MethodPost, path+"/"+secret+"x", json.RawMessage(body)); r.status == http.StatusTooManyRequests {
			refused++
		}
	}
	if refused < 40 {
		t.Errorf("of %d tries %d were refused", receiptsPerMinute+50, refused)
	}
}

// Without a secret there is no such address.
func TestReceiptsAreOffByDefault(t *testing.T) {
	w := newTown(t, Options{})
	w.Notify = notify.New(notify.Deps{Store: w.store, Now: w.clock.now, Log: slog.New(slog.DiscardHandler)}, notify.Options{})
	for _, path := range []string{"/api/v1/receipts/sms", "/api/v1/receipts/sms/abcdefabcdefabcdefabcdef", "/api/v1/receipts/wechat"} {
		if r := w.do(http.MethodPost, path, json.RawMessage(`{"id":"x","arrived":true}`)); r.status != http.StatusNotFound || w.problemOf(r).Code != care.CodeNotFound {
			t.Errorf("%s: %d %s", path, r.status, r.body)
		}
	}
}

// Operators see what people are still to be told, and what nobody could be told.
func TestMetricsTellWhatWaits(t *testing.T) {
	w := newTown(t, Options{})
	text := string(w.get("/metrics").body)
	for _, name := range []string{"tuoyuquan_notices_waiting", "tuoyuquan_notices_dead", "tuoyuquan_deliveries_due", "tuoyuquan_changes_untold"} {
		if !strings.Contains(text, "\n"+name+" ") {
			t.Errorf("%s is not told", name)
		}
	}
}
