package notify

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// What is taken from a gateway in one go, how old a signature may be, and how long a secret must be.
const (
	maxReceipts   = 500
	signatureAge  = 5 * time.Minute
	leastSecret   = 24
	causeLength   = 60
	notReceiptLen = 200 // the longest number a provider gives
)

// ReceiptProof is how a gateway shows that it is ours: the secret, as the end of the address it calls, or a signature over the body.
type ReceiptProof struct {
	Secret    string
	Signature string // "t=<unix seconds>,v1=<hex HMAC-SHA256 of t, a full stop and the body, under the secret>"
}

// Received counts what became of receipts.
type Received struct {
	Known   int // said something of a text of ours
	Unknown int // name a number we never gave, or were given
}

// GatewayReceipts takes what an SMS gateway says became of texts, one or several. Each can come any number of times. It reads
// our own form ({"id", "arrived", "cause"}) and those of Aliyun (biz_id, success, err_code) and Tencent Cloud (sid, report_status,
// errmsg), of which nothing else is kept: not the telephone, not the text. Fails with not_found where no secret is set or the one in
// the address is wrong, not_allowed for a wrong or old signature, invalid_value for what is no receipt.
func (s *Service) GatewayReceipts(ctx context.Context, proof ReceiptProof, body []byte) (Received, error) {
	if err := s.proven(proof, body); err != nil {
		return Received{}, err
	}
	list, err := parseReceipts(body)
	if err != nil {
		return Received{}, err
	}
	var done Received
	for _, r := range list {
		switch err := s.Receipt(ctx, store.ChannelSMS, r.reference, r.arrived, r.cause); {
		case err == nil:
			done.Known++
		case care.Is(err, care.CodeNotFound):
			done.Unknown++ // a code to sign in has no delivery; trying again would not help
		default:
			return done, err
		}
	}
	return done, nil
}

func (s *Service) proven(p ReceiptProof, body []byte) error {
	nothing := care.Errorf(care.NotFound, care.CodeNotFound, "", "there is no such address here; see /docs for those there are")
	secret := s.o.ReceiptSecret
	if len(secret) < leastSecret {
		return nothing
	}
	if p.Secret != "" {
		if !sameSecret(p.Secret, secret) {
			return nothing
		}
		return nil
	}
	if !signed(p.Signature, secret, body, s.Now()) {
		return care.Errorf(care.Forbidden, care.CodeNotAllowed, "X-Signature", "the signature is wrong, or more than %d minutes old", int(signatureAge.Minutes()))
	}
	return nil
}

// sameSecret compares in a time that tells nothing, not even the length.
func sameSecret(a, b string) bool {
	x, y := sha256.Sum256([]byte(a)), sha256.Sum256([]byte(b))
	return subtle.ConstantTimeCompare(x[:], y[:]) == 1
}

// signed reports whether a header holds a signature over a body, made not long ago.
func signed(header, secret string, body []byte, now time.Time) bool {
	var at, mark string
	for part := range strings.SplitSeq(header, ",") {
		switch name, value, _ := strings.Cut(strings.TrimSpace(part), "="); name {
		case "t":
			at = value
		case "v1":
			mark = value
		}
	}
	seconds, err := strconv.ParseInt(at, 10, 64)
	if err != nil || now.Sub(time.Unix(seconds, 0)).Abs() > signatureAge {
		return false
	}
	got, err := hex.DecodeString(mark)
	return err == nil && hmac.Equal(got, Sign(secret, at, body))
}

// Sign is the signature over a body at a time in unix seconds.
func Sign(secret, at string, body []byte) []byte {
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(at + "."))
	mac.Write(body)
	return mac.Sum(nil)
}

type receipt struct {
	reference string
	arrived   bool
	cause     string
}

// gatewayReceipt is a receipt in any of the forms.
type gatewayReceipt struct {
	ID      string `json:"id"`
	Arrived *bool  `json:"arrived"`
	Cause   string `json:"cause"`

	BizID   string `json:"biz_id"` // Aliyun
	Success *bool  `json:"success"`
	ErrCode string `json:"err_code"`

	SID    string `json:"sid"` // Tencent Cloud
	Status string `json:"report_status"`
	ErrMsg string `json:"errmsg"`
}

func parseReceipts(body []byte) ([]receipt, error) {
	var list []gatewayReceipt
	if err := json.Unmarshal(body, &list); err != nil {
		var one gatewayReceipt
		if json.Unmarshal(body, &one) != nil {
			return nil, care.Errorf(care.Invalid, care.CodeInvalid, "body", "send one receipt or a list of them")
		}
		list = []gatewayReceipt{one}
	}
	if len(list) == 0 || len(list) > maxReceipts {
		return nil, care.Errorf(care.Invalid, care.CodeTooLarge, "body", "send 1 to %d receipts at once", maxReceipts)
	}
	out := make([]receipt, len(list))
	for i, g := range list {
		r, ok := g.read()
		if !ok {
			return nil, care.Errorf(care.Invalid, care.CodeInvalid, "body", "receipt %d does not say of which text it is, and whether it arrived", i+1)
		}
		out[i] = r
	}
	return out, nil
}

func (g *gatewayReceipt) read() (r receipt, ok bool) {
	switch {
	case g.ID != "" && g.Arrived != nil:
		r = receipt{g.ID, *g.Arrived, g.Cause}
	case g.BizID != "" && g.Success != nil:
		r = receipt{g.BizID, *g.Success, g.ErrCode}
	case g.SID != "" && g.Status != "":
		r = receipt{g.SID, g.Status == "SUCCESS", g.ErrMsg}
	default:
		return r, false
	}
	r.cause = causeWord(r.cause)
	return r, len(r.reference) <= notReceiptLen
}

// causeWord keeps of a cause what a code is made of, and no number that could be a telephone's.
func causeWord(cause string) string {
	digits := 0
	word := strings.Map(func(c rune) rune {
		switch {
		case c >= '0' && c <= '9':
			if digits++; digits > 6 {
				return -1
			}
			return c
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c == '_', c == '-', c == ' ', c == ':', c == '.':
			return c
		default:
			return -1
		}
	}, cause)
	return word[:min(len(word), causeLength)]
}
