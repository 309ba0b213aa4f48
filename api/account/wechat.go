package account

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"tuoyuquan/api/care"
)

// WeChat asks WeChat's server who a mini-program's user is. It keeps the access token, which messages need too. The session
// key WeChat tells is dropped at once: nothing here needs it.
type WeChat struct {
	base, app, secret string
	client            *http.Client
	now               func() time.Time

	mu      sync.Mutex
	token   string
	expires time.Time
}

const (
	weChatTimeout = 5 * time.Second
	weChatReply   = 64 << 10 // bytes of an answer
	tokenMargin   = 5 * time.Minute
)

// NewWeChat returns a WeChat at base, "https://api.weixin.qq.com" or a stand-in. now is the machine's clock.
func NewWeChat(base, app, secret string, now func() time.Time) *WeChat {
	return &WeChat{base: strings.TrimSuffix(base, "/"), app: app, secret: secret, now: now, client: &http.Client{
		Timeout:       weChatTimeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     &http.Transport{MaxIdleConnsPerHost: 8, IdleConnTimeout: time.Minute, TLSHandshakeTimeout: weChatTimeout},
	}}
}

// weChatError is a refusal of WeChat's.
type weChatError struct {
	Code int `json:"errcode"`
}

func (e *weChatError) Error() string { return fmt.Sprintf("WeChat says %d", e.Code) }

// WeChat's numbers that say something of the person's code and not of us.
const (
	weChatBadCode   = 40029
	weChatUsedCode  = 40163
	weChatTooOften  = 45011
	weChatBlocked   = 40226
	weChatBadToken  = 40001
	weChatOldToken  = 42001
	weChatNoToken   = 40014
	weChatBadPhone1 = 40013
)

// user gives the openid behind the one-time code of wx.login.
func (w *WeChat) user(ctx context.Context, code string) (openID string, err error) {
	var reply struct {
		weChatError

		OpenID string `json:"openid"`
	}
	err = w.ask(ctx, http.MethodGet, "/sns/jscode2session", url.Values{
		"appid": {w.app}, "secret": {w.secret}, "js_code": {code}, "grant_type": {"authorization_code"},
	}, nil, &reply)
	switch {
	case err != nil:
		return "", err
	case reply.Code != 0:
		return "", refusal(&reply.weChatError)
	case reply.OpenID == "":
		return "", weChatAway(errors.New("WeChat names nobody"))
	default:
		return reply.OpenID, nil
	}
}

// phone gives the telephone behind the one-time code of the button.
func (w *WeChat) phone(ctx context.Context, code string) (string, error) {
	bad := ""
	for try := 1; ; try++ {
		token, err := w.accessToken(ctx, bad)
		if err != nil {
			return "", err
		}
		var reply struct {
			weChatError

			Info struct {
				Phone   string `json:"purePhoneNumber"`
				Country string `json:"countryCode"`
			} `json:"phone_info"`
		}
		err = w.ask(ctx, http.MethodPost, "/wxa/business/getuserphonenumber", url.Values{"access_token": {token}}, map[string]string{"code": code}, &reply)
		switch {
		case err != nil:
			return "", err
		case try == 1 && (reply.Code == weChatBadToken || reply.Code == weChatOldToken || reply.Code == weChatNoToken):
			bad = token // it was taken back; a new one is asked for once
		case reply.Code == weChatBadPhone1:
			return "", wrongCode()
		case reply.Code != 0:
			return "", refusal(&reply.weChatError)
		case reply.Info.Country != "" && reply.Info.Country != "86":
			return "+" + reply.Info.Country + reply.Info.Phone, nil
		default:
			return reply.Info.Phone, nil
		}
	}
}

// Token gives the access token in force, for messages: another one than bad, which WeChat has refused.
func (w *WeChat) Token(ctx context.Context, bad string) (string, error) {
	return w.accessToken(ctx, bad)
}

func (w *WeChat) accessToken(ctx context.Context, bad string) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.token != "" && w.token != bad && w.now().Before(w.expires) {
		return w.token, nil
	}
	// Another replica may have a new one already: WeChat gives that to whoever asks, and makes one by force a few times a day only.
	token, err := w.askToken(ctx, false)
	if err == nil && bad != "" && token == bad {
		token, err = w.askToken(ctx, true)
	}
	return token, err
}

func (w *WeChat) askToken(ctx context.Context, force bool) (string, error) {
	var reply struct {
		weChatError

		Token   string `json:"access_token"`
		Seconds int    `json:"expires_in"`
	}
	err := w.ask(ctx, http.MethodPost, "/cgi-bin/stable_token", nil, map[string]any{
		"grant_type": "client_credential", "appid": w.app, "secret": w.secret, "force_refresh": force,
	}, &reply)
	if err != nil {
		return "", err
	}
	if reply.Code != 0 || reply.Token == "" {
		return "", weChatAway(&reply.weChatError)
	}
	w.token, w.expires = reply.Token, w.now().Add(time.Duration(reply.Seconds)*time.Second-tokenMargin)
	return w.token, nil
}

// ask does one exchange. Its errors hold neither address nor answer: both have secrets in them.
func (w *WeChat) ask(ctx context.Context, method, path string, query url.Values, body, reply any) error {
	var sent io.Reader
	if body != nil {
		text, err := json.Marshal(body)
		if err != nil {
			return err
		}
		sent = bytes.NewReader(text)
	}
	address := w.base + path
	if len(query) > 0 {
		address += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, method, address, sent)
	if err != nil {
		return weChatAway(withoutAddress(err))
	}
	if body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	answer, err := w.client.Do(req)
	if err != nil {
		return weChatAway(withoutAddress(err))
	}
	defer func() { _ = answer.Body.Close() }() // read below, or dropped
	if answer.StatusCode != http.StatusOK {
		return weChatAway(fmt.Errorf("WeChat answers with status %d", answer.StatusCode))
	}
	text, err := io.ReadAll(io.LimitReader(answer.Body, weChatReply))
	if err != nil {
		return weChatAway(withoutAddress(err))
	}
	if err := json.Unmarshal(text, reply); err != nil {
		return weChatAway(errors.New("WeChat's answer is no JSON"))
	}
	return nil
}

func withoutAddress(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}

// refusal is what the person is told when WeChat refuses a code.
func refusal(e *weChatError) error {
	switch e.Code {
	case weChatBadCode, weChatUsedCode, weChatBlocked:
		return wrongCode()
	case weChatTooOften:
		late := care.Errorf(care.TooMany, care.CodeTooMany, "", "try again in %d seconds", 60)
		late.After = time.Minute
		return late
	default:
		return weChatAway(e)
	}
}

func weChatAway(cause error) error {
	return &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable, Text: "WeChat does not answer; sign in with your telephone", Cause: cause}
}
