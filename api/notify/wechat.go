package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// MiniProgram sends subscribe messages through WeChat's server API.
type MiniProgram struct {
	base   string
	token  func(ctx context.Context, bad string) (string, error)
	client *http.Client
	state  string // formal, trial or developer: which edition of the mini-program a message opens
}

// NewMiniProgram returns a MiniProgram at WeChat's address. token gives the access token in force, another one than bad.
func NewMiniProgram(base string, token func(ctx context.Context, bad string) (string, error)) *MiniProgram {
	return &MiniProgram{base: strings.TrimSuffix(base, "/"), token: token, state: "formal", client: &http.Client{
		Timeout:       sendTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     &http.Transport{MaxIdleConnsPerHost: sendWorkers, IdleConnTimeout: time.Minute, TLSHandshakeTimeout: 5 * time.Second},
	}}
}

type weChatField struct {
	Value string `json:"value"`
}

// What WeChat answers that will not change: no accept left, no such person, a field or template it does not take.
var refusedByWeChat = map[int]bool{40003: true, 40037: true, 43101: true, 43107: true, 43108: true, 45168: true, 47003: true, 41030: true}

// Send implements WeChat.
func (p *MiniProgram) Send(ctx context.Context, openID string, m WeChatMessage) (Sent, error) {
	sent, bad, err := p.sendWith(ctx, "", openID, m)
	if bad != "" { // it was taken back before its time: a new one is asked for once
		sent, _, err = p.sendWith(ctx, bad, openID, m)
	}
	return sent, err
}

// badToken are the answers that say the access token is not, or no longer, good.
var badToken = map[int]bool{40001: true, 40014: true, 41001: true, 42001: true}

// sendWith sends with another access token than one that was refused. It returns the one it used when that was refused too.
func (p *MiniProgram) sendWith(ctx context.Context, not, openID string, m WeChatMessage) (sent Sent, bad string, err error) {
	token, err := p.token(ctx, not)
	if err != nil {
		return Sent{}, "", err
	}
	data := make(map[string]weChatField, len(m.Fields))
	for k, v := range m.Fields {
		data[k] = weChatField{v}
	}
	lang := "zh_CN"
	if m.English {
		lang = "en_US"
	}
	body, err := json.Marshal(map[string]any{
		"touser": openID, "template_id": m.Template, "page": m.Page, "data": data, "miniprogram_state": p.state, "lang": lang,
	})
	if err != nil {
		return Sent{}, "", err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, p.base+"/cgi-bin/message/subscribe/send?access_token="+url.QueryEscape(token), bytes.NewReader(body))
	if err != nil {
		return Sent{}, "", withoutURL(err)
	}
	req.Header.Set("Content-Type", "application/json")
	reply, err := p.client.Do(req)
	if err != nil {
		return Sent{}, "", withoutURL(err)
	}
	defer reply.Body.Close() //nolint:errcheck // read or dropped
	var out struct {
		Code    int         `json:"errcode"`
		Message string      `json:"errmsg"`
		ID      json.Number `json:"msgid"`
	}
	if err := json.NewDecoder(io.LimitReader(reply.Body, maxReply)).Decode(&out); err != nil {
		return Sent{}, "", fmt.Errorf("WeChat answered %d with something unreadable", reply.StatusCode)
	}
	switch {
	case out.Code == 0:
		return Sent{Reference: out.ID.String()}, "", nil
	case refusedByWeChat[out.Code]:
		return Sent{}, "", &RefusedError{fmt.Errorf("WeChat says %d", out.Code)}
	case badToken[out.Code]:
		return Sent{}, token, fmt.Errorf("WeChat says %d", out.Code)
	default:
		return Sent{}, "", fmt.Errorf("WeChat says %d", out.Code)
	}
}

// withoutURL keeps why a request failed and drops its address, which holds the token.
func withoutURL(err error) error {
	if bad, ok := err.(*url.Error); ok { //nolint:errorlint // the client returns it bare
		return fmt.Errorf("WeChat does not answer: %w", bad.Err)
	}
	return err
}
