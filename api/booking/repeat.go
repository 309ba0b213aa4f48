package booking

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"unicode/utf8"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// IdempotencyKey is a word a caller chooses for one thing that is wanted. Asking again with it, for whatever reason, gives
// the reply that was given first and does nothing.
type IdempotencyKey string

// KeepReplies is how long a reply is kept, in milliseconds: 72 hours.
const KeepReplies = 72 * 3600 * 1000

// maxKey is the longest key taken, in bytes.
const maxKey = 200

// errAnswered rolls a transaction back whose request was answered meanwhile.
var errAnswered = errors.New("this request was answered meanwhile")

// once runs f in one transaction that also keeps its reply under the actor's key. Of several at once only one commits; whoever
// fails, for whatever reason, gives the reply that is kept, if there is one: a key that was used gives its reply again, or
// key_reused when the request was another one. Refusals are not kept: asking again asks anew.
func once[T any](ctx context.Context, s *Service, actor care.Actor, key IdempotencyKey, what string, request any,
	f func(context.Context, *turn) (status int, reply T, err error),
) (status int, reply T, err error) {
	print, err := fingerprint(actor, what, request)
	if err != nil {
		return 0, reply, err
	}
	if err := checkKey(actor, key); err != nil {
		return 0, reply, err
	}
	err = s.do(ctx, actor, what, func(ctx context.Context, t *turn) error {
		if status, reply, err = f(ctx, t); err != nil || t.off.keys {
			return err
		}
		text, err := json.Marshal(reply)
		if err != nil {
			return err
		}
		t.probe("before reply")
		return t.tx.KeepReply(ctx, actor.ID, string(key), store.Kept{Fingerprint: print, Status: status, Reply: text}, t.now, errAnswered)
	})
	if err == nil {
		s.probe("after commit")
		return status, reply, nil
	}
	if s.off.keys {
		return 0, reply, err
	}
	was, before, found, lookErr := kept[T](ctx, s, actor, key, what, request)
	if found {
		return was, before, lookErr
	}
	var none T
	return 0, none, err
}

// kept returns the reply kept under a key without taking a lock, and false when there is none.
func kept[T any](ctx context.Context, s *Service, actor care.Actor, key IdempotencyKey, what string, request any) (status int, reply T, found bool, err error) {
	print, err := fingerprint(actor, what, request)
	if err != nil {
		return 0, reply, false, err
	}
	if err := checkKey(actor, key); err != nil {
		return 0, reply, false, err
	}
	err = s.Store.Read(ctx, "read kept reply", func(tx *store.Tx) error {
		k, ok, err := tx.KeptReply(ctx, actor.ID, string(key))
		if found = ok; err != nil || !ok {
			return err
		}
		status = k.Status
		return replay(k, print, &reply)
	})
	return status, reply, found, err
}

func replay[T any](kept store.Kept, print string, reply *T) error {
	if kept.Fingerprint != print {
		return care.Errorf(care.Invalid, care.CodeKeyReused, "Idempotency-Key", "this key was used for another request; choose a new one")
	}
	return json.Unmarshal(kept.Reply, reply)
}

func checkKey(actor care.Actor, key IdempotencyKey) error {
	switch {
	case actor.ID == "":
		return care.Errorf(care.Forbidden, care.CodeNotAllowed, "", "this is not for your account to do")
	case key == "" || len(key) > maxKey || !utf8.ValidString(string(key)):
		return care.Errorf(care.Invalid, care.CodeInvalid, "Idempotency-Key", "give a key of 1 to %d bytes, a fresh one for each thing that is wanted", maxKey)
	}
	return nil
}

// fingerprint tells two requests apart. For whom somebody asks is part of it: who has left a family is told nothing any more of
// what they did for it.
func fingerprint(actor care.Actor, what string, request any) (string, error) {
	text, err := json.Marshal(request)
	if err != nil {
		return "", fmt.Errorf("fingerprint: %w", err)
	}
	sum := sha256.New()
	for _, word := range []string{string(actor.Family), string(actor.Facility), actor.Area, what} {
		sum.Write(append([]byte(word), 0))
	}
	sum.Write(text)
	return hex.EncodeToString(sum.Sum(nil)[:16]), nil
}
