package notify_test

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1" //nolint:gosec // WeChat's protocol
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/notify"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

const receiptSecret = "0123456789abcdef0123456789"

// told lets a service send the offer to the family, and returns the number of the text to mum.
func (w *world) told(n *notify.Service, id string) (ref string) {
	w.t.Helper()
	w.phones.mu.Lock()
	w.phones.texts = nil
	w.phones.mu.Unlock()
	o := offer(id, w.now())
	o.Application = care.ApplicationID("app-" + id)
	w.say(o)
	w.work(n)
	for ref = range w.phones.texts {
		return ref
	}
	w.t.Fatal("nothing was sent")
	return ""
}

// Each gateway's form is read; each receipt counts once, however often it comes; numbers nobody knows are let pass.
func TestGatewayReceipts(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		w := newWorld(t, s)
		n := w.workerWith("a", notify.Options{ReceiptSecret: receiptSecret})
		for name, form := range map[string]string{
			"ours":    `{"id":%q,"arrived":true}`,
			"list":    `[{"id":"of a code","arrived":true},{"id":%q,"arrived":true}]`,
			"aliyun":  `[{"phone_number":"13900000000","send_time":"2026-11-21 12:00:00","report_time":"2026-11-21 12:00:03","success":true,"err_code":"DELIVERED","err_msg":"用户接收成功","sms_size":"1","biz_id":%q,"out_id":"x"}]`,
			"tencent": `[{"user_receive_time":"2026-11-21 12:00:03","nationcode":"86","mobile":"13900000000","report_status":"SUCCESS","errmsg":"DELIVRD","description":"用户短信送达成功","sid":%q}]`,
		} {
			ref := w.told(n, name)
			app := care.ApplicationID("app-" + name)
			for range 3 {
				done, err := n.GatewayReceipts(t.Context(), notify.ReceiptProof{Secret: receiptSecret}, fmt.Appendf(nil, form, ref))
				if err != nil || done.Known != 1 {
					t.Fatalf("%s: %+v %v", name, done, err)
				}
			}
			if w.delivered[app] != 1 {
				t.Errorf("%s: delivered %d times", name, w.delivered[app])
			}
		}
		// What did not arrive is no delivery, and of why only a code is kept: no telephone, no text.
		ref := w.told(n, "failed")
		body := fmt.Appendf(nil, `[{"mobile":"13900000000","report_status":"FAIL","errmsg":"MK:0013 13900001234 停机","sid":%q}]`, ref)
		if done, err := n.GatewayReceipts(t.Context(), notify.ReceiptProof{Secret: receiptSecret}, body); err != nil || done.Known != 1 {
			t.Fatal(done, err)
		}
		if w.delivered["app-failed"] != 0 {
			t.Error("what failed counts as delivered")
		}
		for _, bad := range []string{``, `{}`, `[]`, `7`, `[{"id":"x"}]`, `{"arrived":true}`, `[` + strings.Repeat(`{"id":"x","arrived":true},`, 500) + `{"id":"x","arrived":true}]`, `{"id":"` + strings.Repeat("x", 300) + `","arrived":true}`} {
			if _, err := n.GatewayReceipts(t.Context(), notify.ReceiptProof{Secret: receiptSecret}, []byte(bad)); !care.Is(err, care.CodeInvalid) && !care.Is(err, care.CodeTooLarge) {
				t.Errorf("%.60s: %v", bad, err)
			}
		}
	})
}

// Only the gateway is heard: by its secret, or by a signature made not long ago over the very body.
func TestReceiptsNeedProof(t *testing.T) {
	s := storetest.New(t)
	w := newWorld(t, s)
	n := w.workerWith("a", notify.Options{ReceiptSecret: receiptSecret})
	body := []byte(`{"id":"x","arrived":true}`)
	sign := func(secret string, at time.Time, body []byte) string {
		seconds := strconv.FormatInt(at.Unix(), 10)
		return "t=" + seconds + ",v1=" + hex.EncodeToString(notify.Sign(secret, seconds, body))
	}
	for name, c := range map[string]struct {
		proof notify.ReceiptProof
		want  care.Code
	}{
		"the address":          {notify.ReceiptProof{Secret: receiptSecret}, ""},
		"a signature":          {notify.ReceiptProof{Signature: sign(receiptSecret, noon, body)}, ""},
		"four minutes old":     {notify.ReceiptProof{Signature: sign(receiptSecret, noon.Add(-4*time.Minute), body)}, ""},
		"another address":      {notify.ReceiptProof{Secret: receiptSecret + "0"}, care.CodeNotFound},
		"no proof":             {notify.ReceiptProof{}, care.CodeNotAllowed},
		"six minutes old":      {notify.ReceiptProof{Signature: sign(receiptSecret, noon.Add(-6*time.Minute), body)}, care.CodeNotAllowed},
		"from the future":      {notify.ReceiptProof{Signature: sign(receiptSecret, noon.Add(6*time.Minute), body)}, care.CodeNotAllowed},
		"of another body":      {notify.ReceiptProof{Signature: sign(receiptSecret, noon, []byte(`{"id":"y","arrived":true}`))}, care.CodeNotAllowed},
		"under another secret": {notify.ReceiptProof{Signature: sign("another", noon, body)}, care.CodeNotAllowed},
		"without a time":       {notify.ReceiptProof{Signature: "v1=" + hex.EncodeToString(notify.Sign(receiptSecret, "", body))}, care.CodeNotAllowed},
		"rubbish":              {notify.ReceiptProof{Signature: "t=x,v1=zz,,="}, care.CodeNotAllowed},
	} {
		_, err := n.GatewayReceipts(t.Context(), c.proof, body)
		if (c.want == "") != (err == nil) || c.want != "" && !care.Is(err, c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	none := w.worker("b")
	if _, err := none.GatewayReceipts(t.Context(), notify.ReceiptProof{Signature: sign("", noon, body)}, body); !care.Is(err, care.CodeNotFound) {
		t.Errorf("without a secret: %v", err)
	}
}

const pushKey = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"

func mark(words ...string) string {
	slices.Sort(words)
	sum := sha1.Sum([]byte(strings.Join(words, ""))) //nolint:gosec // WeChat's protocol
	return hex.EncodeToString(sum[:])
}

func pushed(at time.Time) notify.PushProof {
	seconds := strconv.FormatInt(at.Unix(), 10)
	return notify.PushProof{Signature: mark("push token", seconds, "n"), Timestamp: seconds, Nonce: "n"}
}

// seal is what WeChat does in 安全模式.
func seal(t *testing.T, text, app string) string {
	t.Helper()
	key, err := base64.StdEncoding.DecodeString(pushKey + "=")
	if err != nil {
		t.Fatal(err)
	}
	plain := append(bytes.Repeat([]byte("r"), 16), binary.BigEndian.AppendUint32(nil, uint32(len(text)))...)
	plain = append(append(plain, text...), app...)
	pad := 32 - len(plain)%32
	plain = append(plain, bytes.Repeat([]byte{byte(pad)}, pad)...)
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	cipher.NewCBCEncrypter(block, key[:16]).CryptBlocks(plain, plain)
	return base64.StdEncoding.EncodeToString(plain)
}

const (
	pushJSON = `{"ToUserName":"gh_1","FromUserName":"o1","CreateTime":1610969468,"MsgType":"event","Event":"subscribe_msg_sent_event","List":{"TemplateId":"tpl","MsgID":"wx1","ErrorCode":0,"ErrorStatus":"success"}}`
	pushXML  = `<xml><ToUserName><![CDATA[gh_1]]></ToUserName><MsgType><![CDATA[event]]></MsgType><Event><![CDATA[subscribe_msg_sent_event]]></Event><SubscribeMsgSentEvent><List><TemplateId>tpl</TemplateId><MsgID>wx1</MsgID><ErrorCode>0</ErrorCode><ErrorStatus>success</ErrorStatus></List></SubscribeMsgSentEvent></xml>`
)

// WeChat tells what became of subscribe messages, in plain or sealed, as JSON or XML, as often as it likes.
func TestWeChatPush(t *testing.T) {
	for name, body := range map[string]string{"json": pushJSON, "xml": pushXML} {
		for _, sealed := range []bool{false, true} {
			t.Run(fmt.Sprint(name, sealed), func(t *testing.T) {
				storetest.Each(t, func(t *testing.T, s *store.Store) { pushThrice(t, newWorld(t, s), name, body, sealed) })
			})
		}
	}
}

func pushThrice(t *testing.T, w *world, name, body string, sealed bool) {
	push := notify.Push{Token: "push token", AppID: "wx-app"}
	if sealed {
		push.Key = pushKey
	}
	n := w.workerWith("a", notify.Options{Push: push})
	if err := w.store.BankSubscription(t.Context(), "mum", "tpl", care.InstantOf(noon)); err != nil {
		t.Fatal(err)
	}
	w.say(offer("e1", noon))
	w.work(n)
	if len(w.phones.wechat) != 1 {
		t.Fatalf("%d messages by WeChat", len(w.phones.wechat))
	}
	proof, sent := pushed(noon), body
	if sealed {
		text := seal(t, body, "wx-app")
		proof.Sealed = mark("push token", proof.Timestamp, proof.Nonce, text)
		sent = `{"ToUserName":"gh_1","Encrypt":"` + text + `"}`
		if name == "xml" {
			sent = `<xml><ToUserName>gh_1</ToUserName><Encrypt>` + text + `</Encrypt></xml>`
		}
	}
	for range 3 {
		if done, err := n.WeChatPush(t.Context(), proof, []byte(sent)); err != nil || done.Known != 1 {
			t.Fatalf("%+v %v", done, err)
		}
	}
	if w.delivered["app"] != 1 {
		t.Errorf("delivered %d times", w.delivered["app"])
	}
}

// Nobody else is heard, and nothing unsealed where a key is set.
func TestWeChatPushNeedsProof(t *testing.T) {
	w := newWorld(t, storetest.New(t))
	n := w.workerWith("a", notify.Options{Push: notify.Push{Token: "push token", Key: pushKey, AppID: "wx-app"}})
	if echo, err := n.WeChatHello(pushed(noon), "echo"); err != nil || echo != "echo" {
		t.Errorf("%q %v", echo, err)
	}
	wrong := pushed(noon)
	wrong.Nonce = "another"
	for name, p := range map[string]notify.PushProof{"wrong": wrong, "none": {}, "old": pushed(noon.Add(-11 * time.Minute)), "early": pushed(noon.Add(11 * time.Minute))} {
		if _, err := n.WeChatHello(p, "echo"); !care.Is(err, care.CodeNotAllowed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	sealedAs := func(text string, change func(*notify.PushProof)) error {
		p := pushed(noon)
		p.Sealed = mark("push token", p.Timestamp, p.Nonce, text)
		if change != nil {
			change(&p)
		}
		_, err := n.WeChatPush(t.Context(), p, []byte(`{"Encrypt":"`+text+`"}`))
		return err
	}
	if _, err := n.WeChatPush(t.Context(), pushed(noon), []byte(pushJSON)); !care.Is(err, care.CodeInvalid) {
		t.Errorf("unsealed: %v", err)
	}
	good := seal(t, pushJSON, "wx-app")
	if err := sealedAs(good, nil); err != nil {
		t.Errorf("good: %v", err)
	}
	if err := sealedAs(good, func(p *notify.PushProof) { p.Sealed = p.Signature }); !care.Is(err, care.CodeNotAllowed) {
		t.Errorf("a signature of something else: %v", err)
	}
	if err := sealedAs(seal(t, pushJSON, "wx-another"), nil); !care.Is(err, care.CodeInvalid) {
		t.Errorf("of another app: %v", err)
	}
	for _, bad := range []string{"AAAA", "!!", base64.StdEncoding.EncodeToString(make([]byte, 16)), base64.StdEncoding.EncodeToString(make([]byte, 64)), good[:len(good)-24]} {
		if err := sealedAs(bad, nil); !care.Is(err, care.CodeInvalid) {
			t.Errorf("%.20s: %v", bad, err)
		}
	}
	// Everything else WeChat may tell is let pass.
	for _, other := range []string{`{"MsgType":"event","Event":"subscribe_msg_popup_event","List":[{"TemplateId":"t","SubscribeStatusString":"accept"}]}`, `<xml><MsgType>text</MsgType></xml>`} {
		if err := sealedAs(seal(t, other, "wx-app"), nil); err != nil {
			t.Errorf("%s: %v", other, err)
		}
	}
	if _, err := w.worker("b").WeChatHello(pushed(noon), "echo"); !care.Is(err, care.CodeNotFound) {
		t.Errorf("without a token: %v", err)
	}
}

// Whatever comes, nothing breaks.
func FuzzPush(f *testing.F) {
	f.Add(pushJSON)
	f.Add(pushXML)
	f.Add(`[{"id":"x","arrived":true}]`)
	s := storetest.New(f)
	n := notify.New(notify.Deps{Store: s, Now: func() time.Time { return noon }}, notify.Options{ReceiptSecret: receiptSecret, Push: notify.Push{Token: "push token", AppID: "a"}})
	f.Fuzz(func(t *testing.T, body string) {
		_, _ = n.WeChatPush(t.Context(), pushed(noon), []byte(body))
		_, _ = n.GatewayReceipts(t.Context(), notify.ReceiptProof{Secret: receiptSecret}, []byte(body))
	})
}
