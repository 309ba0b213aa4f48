package notify

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"time"
)

// Gateway sends SMS through an operator's HTTP gateway: it posts {"ref", "phone", "text"} and reads {"id", "arrived"}: arrived is true where
// the gateway knows at once that the text is there. Municipal
// message platforms and the vendors' adapters speak some form of it; 4xx but 408 and 429 is a refusal for good.
type Gateway struct {
	url, key string
	client   *http.Client
}

// NewGateway returns a Gateway at an address. The key goes along as a bearer token.
func NewGateway(url, key string) *Gateway {
	return &Gateway{url: url, key: key, client: &http.Client{
		Timeout: sendTimeout,
		// An answer that points elsewhere is not followed: it would take the telephone and the key along.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport:     &http.Transport{MaxIdleConnsPerHost: sendWorkers, IdleConnTimeout: time.Minute, TLSHandshakeTimeout: 5 * time.Second, ResponseHeaderTimeout: sendTimeout},
	}}
}

// maxReply bounds what is read of a provider's answer.
const maxReply = 16 << 10

// Send implements SMS.
func (g *Gateway) Send(ctx context.Context, ref, phone, text string) (Sent, error) {
	body, err := json.Marshal(map[string]string{"ref": ref, "phone": phone, "text": text})
	if err != nil {
		return Sent{}, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, g.url, bytes.NewReader(body))
	if err != nil {
		return Sent{}, &RefusedError{err}
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	if g.key != "" {
		req.Header.Set("Authorization", "Bearer "+g.key)
	}
	reply, err := g.client.Do(req)
	if err != nil {
		return Sent{}, fmt.Errorf("the SMS gateway does not answer: %w", err)
	}
	defer reply.Body.Close() //nolint:errcheck // read or dropped
	raw, err := io.ReadAll(io.LimitReader(reply.Body, maxReply))
	if err != nil {
		return Sent{}, fmt.Errorf("the SMS gateway broke off: %w", err)
	}
	switch {
	case reply.StatusCode/100 == 2:
	case reply.StatusCode/100 == 4 && reply.StatusCode != http.StatusRequestTimeout && reply.StatusCode != http.StatusTooManyRequests:
		return Sent{}, &RefusedError{fmt.Errorf("the SMS gateway answered %d", reply.StatusCode)}
	default:
		return Sent{}, fmt.Errorf("the SMS gateway answered %d", reply.StatusCode)
	}
	var out struct {
		ID      string `json:"id"`
		Arrived bool   `json:"arrived"`
	}
	if err := json.Unmarshal(raw, &out); err != nil || out.ID == "" {
		out.ID = ref // taken, with no number of its own: receipts name ours
	}
	return Sent{Reference: out.ID, Arrived: out.Arrived}, nil
}
