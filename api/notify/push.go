package notify

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1" //nolint:gosec // WeChat's protocol
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"encoding/xml"
	"slices"
	"strconv"
	"strings"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Push is how WeChat's servers (消息推送) show who they are to us: a token both know, and a key for what they send.
type Push struct {
	Token string // "": WeChat tells nothing
	Key   string // EncodingAESKey, 43 characters; "": what it sends is not sealed (明文模式)
	AppID string
}

// PushProof is what comes along with each call, in the query.
type PushProof struct {
	Signature, Timestamp, Nonce string
	Sealed                      string // msg_signature
}

// pushAge is how far WeChat's clock and ours may be apart.
const pushAge = 10 * time.Minute

// WeChatHello answers WeChat's question whether this address is ours: what to send back.
func (s *Service) WeChatHello(p PushProof, echo string) (string, error) {
	if err := s.fromWeChat(p); err != nil {
		return "", err
	}
	return echo, nil
}

// WeChatPush takes what WeChat tells: of messages that were delivered, or not. Everything else it may tell is let pass. The same can
// come any number of times. Fails with not_found where no token is set, not_allowed for a wrong or old signature, invalid_value for
// what cannot be read.
func (s *Service) WeChatPush(ctx context.Context, p PushProof, body []byte) (Received, error) {
	if err := s.fromWeChat(p); err != nil {
		return Received{}, err
	}
	plain, err := s.openPush(p, body)
	if err != nil {
		return Received{}, err
	}
	event, err := readPush(plain)
	if err != nil {
		return Received{}, err
	}
	var done Received
	for _, r := range event.sent() {
		switch err := s.Receipt(ctx, store.ChannelWeChat, r.reference, r.arrived, r.cause); {
		case err == nil:
			done.Known++
		case care.Is(err, care.CodeNotFound):
			done.Unknown++
		default:
			return done, err
		}
	}
	return done, nil
}

func (s *Service) fromWeChat(p PushProof) error {
	if s.o.Push.Token == "" {
		return care.Errorf(care.NotFound, care.CodeNotFound, "", "there is no such address here; see /docs for those there are")
	}
	seconds, err := strconv.ParseInt(p.Timestamp, 10, 64)
	if err != nil || s.Now().Sub(time.Unix(seconds, 0)).Abs() > pushAge || !sameSecret(p.Signature, pushMark(s.o.Push.Token, p.Timestamp, p.Nonce)) {
		return wrongMark()
	}
	return nil
}

func wrongMark() error {
	return care.Errorf(care.Forbidden, care.CodeNotAllowed, "signature", "the signature is wrong, or more than %d minutes old", int(pushAge.Minutes()))
}

// pushMark is WeChat's signature: SHA-1 of the sorted words.
func pushMark(words ...string) string {
	slices.Sort(words)
	sum := sha1.Sum([]byte(strings.Join(words, ""))) //nolint:gosec // WeChat's protocol
	return hex.EncodeToString(sum[:])
}

// openPush opens what WeChat sealed. Where a key is set, nothing else is taken: only then does a signature cover what was sent.
func (s *Service) openPush(p PushProof, body []byte) ([]byte, error) {
	if s.o.Push.Key == "" {
		return body, nil
	}
	var sealed struct {
		Encrypt string `json:"Encrypt" xml:"Encrypt"`
	}
	if readEither(body, &sealed) != nil || sealed.Encrypt == "" {
		return nil, care.Errorf(care.Invalid, care.CodeInvalid, "body", "WeChat must send it sealed (安全模式)")
	}
	if !sameSecret(p.Sealed, pushMark(s.o.Push.Token, p.Timestamp, p.Nonce, sealed.Encrypt)) {
		return nil, wrongMark()
	}
	plain, ok := unseal(s.o.Push, sealed.Encrypt)
	if !ok {
		return nil, care.Errorf(care.Invalid, care.CodeInvalid, "body", "what WeChat sent cannot be opened with this key")
	}
	return plain, nil
}

// unseal is AES-256-CBC with the head of the key as vector; inside lie 16 random bytes, the length, the text and the app's id.
func unseal(p Push, text string) ([]byte, bool) {
	key, err := base64.StdEncoding.DecodeString(p.Key + "=")
	if err != nil || len(key) != 32 {
		return nil, false
	}
	raw, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(raw) == 0 || len(raw)%aes.BlockSize != 0 {
		return nil, false
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, false
	}
	cipher.NewCBCDecrypter(block, key[:aes.BlockSize]).CryptBlocks(raw, raw)
	pad := int(raw[len(raw)-1])
	if pad < 1 || pad > 32 || len(raw) < 20+pad {
		return nil, false
	}
	raw = raw[16 : len(raw)-pad]
	n := int64(binary.BigEndian.Uint32(raw))
	if raw = raw[4:]; n > int64(len(raw)) || string(raw[n:]) != p.AppID {
		return nil, false
	}
	return raw[:n], true
}

// pushed is what WeChat tells; only what became of messages is read.
type pushed struct {
	Event string     `json:"Event" xml:"Event"`
	List  sentEvents `json:"List"  xml:"SubscribeMsgSentEvent>List"`
}

// sentEvents is one event or several: WeChat sends both.
type sentEvents []sentEvent

type sentEvent struct {
	ID     word `json:"MsgID"       xml:"MsgID"`
	Code   word `json:"ErrorCode"   xml:"ErrorCode"`
	Status word `json:"ErrorStatus" xml:"ErrorStatus"`
}

// word is a string or a number.
type word string

// UnmarshalJSON implements json.Unmarshaler.
func (w *word) UnmarshalJSON(text []byte) error {
	*w = word(strings.Trim(string(text), `"`))
	return nil
}

// UnmarshalJSON implements json.Unmarshaler.
func (l *sentEvents) UnmarshalJSON(text []byte) error {
	var one sentEvent
	if json.Unmarshal(text, &one) == nil {
		*l = sentEvents{one}
		return nil
	}
	return json.Unmarshal(text, (*[]sentEvent)(l))
}

func readPush(body []byte) (p pushed, err error) {
	if readEither(body, &p) != nil {
		return p, care.Errorf(care.Invalid, care.CodeInvalid, "body", "this is neither JSON nor XML")
	}
	return p, nil
}

func readEither(body []byte, to any) error {
	if strings.HasPrefix(strings.TrimSpace(string(body)), "<") {
		return xml.Unmarshal(body, to)
	}
	return json.Unmarshal(body, to)
}

// sent lists the messages WeChat tells of.
func (p pushed) sent() (out []receipt) {
	if p.Event != "subscribe_msg_sent_event" {
		return nil
	}
	for _, e := range p.List[:min(len(p.List), maxReceipts)] {
		if e.ID != "" && len(e.ID) <= notReceiptLen {
			out = append(out, receipt{string(e.ID), e.Code == "0", causeWord(string(e.Code) + " " + string(e.Status))})
		}
	}
	return out
}
