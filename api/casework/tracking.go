package casework

import (
	"context"
	"encoding/base32"
	"encoding/base64"
	"math"
	"strings"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/kv"
	"tuoyuquan/api/store"
)

// A tracking code is what somebody who complained without signing in has to come back with. It is 20 characters of Crockford's
// base 32, 100 bits, in four groups that can be read out over a telephone. It is derived from the key of the draft, so that a draft
// sent again is answered with the same code, and nothing but a keyed hash of it is kept: nobody can be shown it a second time.
const (
	trackingAlphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
	trackingLength   = 20
	trackingGroup    = 5
)

var trackingBase = base32.NewEncoding(trackingAlphabet).WithPadding(base32.NoPadding)

// trackingCode derives the code of a draft and the keyed hash that is kept of it.
func (s *Service) trackingCode(key IdempotencyKey) (code, hash string) {
	letters := trackingBase.EncodeToString(s.mac("tracking code", string(key)))[:trackingLength]
	groups := make([]string, 0, trackingLength/trackingGroup)
	for i := 0; i < trackingLength; i += trackingGroup {
		groups = append(groups, letters[i:i+trackingGroup])
	}
	return strings.Join(groups, "-"), s.trackingHash(letters)
}

func (s *Service) trackingHash(letters string) string {
	return base64.RawURLEncoding.EncodeToString(s.mac("tracking hash", letters))
}

// plainCode is a code as it may have been typed or heard: small letters, blanks, full-width signs, O for 0, I and L for 1.
func plainCode(typed string) string {
	return strings.Map(func(r rune) rune {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		switch r {
		case 'o', 'O':
			return '0'
		case 'i', 'I', 'l', 'L':
			return '1'
		}
		if r >= 'a' && r <= 'z' {
			r -= 'a' - 'A'
		}
		if r < 0x80 && strings.ContainsRune(trackingAlphabet, r) {
			return r
		}
		return -1
	}, typed)
}

// How often codes may be tried from one network. Networks stand for many families, so one that has shown a right code may show it
// again as often as it likes, and others share the wide allowance. After a few wrong ones every code is refused for a while, right
// or wrong, from where they came: what comes back then tells nothing.
var (
	codesOfNetwork = allowance{"code.network", 120, 10 * time.Minute}
	wrongCodes     = allowance{"code.wrong", 4, 15 * time.Minute} // the fifth stops the network
)

const rightCodeFor = 30 * 24 * time.Hour // that a network has shown a right code is forgotten after that

// allowance is how often something may be tried.
type allowance struct {
	name  string
	limit int
	per   time.Duration
}

// allow takes one from an allowance. Fails with too_many_requests, and says when to try again. The key is hashed: what is counted
// may lie outside of this machine.
func (s *Service) allow(ctx context.Context, a allowance, key string) error {
	if s.Limits == nil {
		return nil
	}
	ok, wait, err := s.Limits.Allow(ctx, s.limitKey(a.name, key), a.limit, a.per)
	if err != nil { // kv goes on without Redis; what is left is a fault, and a code is not tried uncounted
		return &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable, Cause: err}
	}
	if ok {
		return nil
	}
	return tooMany(wait)
}

func tooMany(wait time.Duration) error {
	e := care.Errorf(care.TooMany, care.CodeTooMany, "", "try again in %d seconds", int(math.Ceil(wait.Seconds())))
	e.After = wait
	return e
}

func (s *Service) limitKey(name, key string) string {
	return "casework." + name + ":" + base64.RawURLEncoding.EncodeToString(s.mac("limit "+name, key))
}

// caseByCode finds the case of a tracking code, and limits guessing by network. Fails with not_found, the same for every code that
// is none, and too_many_requests, the same for every code.
func (s *Service) caseByCode(ctx context.Context, who Complainant) (care.CaseID, error) {
	letters := plainCode(who.Code)
	right := s.limitKey("code.right", who.Net+" "+letters)
	if s.Limits != nil {
		if _, known, err := s.Limits.Get(ctx, right); err != nil || !known {
			if err := s.mayGuess(ctx, who.Net); err != nil {
				return "", err
			}
		}
	}
	hash := s.trackingHash(letters)
	var id care.CaseID
	var known bool
	err := s.Store.Read(ctx, "look for a tracking code", func(tx *store.Tx) (err error) {
		id, known, err = tx.CaseOfTracking(ctx, hash)
		return err
	})
	if err != nil {
		return "", err
	}
	if known && len(letters) == trackingLength {
		if s.Limits != nil {
			_ = s.Limits.Set(ctx, right, []byte{1}, rightCodeFor) // forgetting it costs an allowance
		}
		return id, nil
	}
	if err := s.guessedWrong(ctx, who.Net); err != nil {
		return "", err
	}
	return "", care.Errorf(care.NotFound, care.CodeNotFound, "", "there is no such thing here, or it is not yours")
}

// mayGuess refuses every code of a network that has shown too many, or too many wrong ones.
func (s *Service) mayGuess(ctx context.Context, net string) error {
	if text, stopped, err := s.Limits.Get(ctx, s.limitKey("code.stop", net)); err == nil && stopped {
		until, err := time.Parse(time.RFC3339Nano, string(text))
		if wait := until.Sub(s.Machine()); err == nil && wait > 0 {
			return tooMany(wait)
		}
	}
	return s.allow(ctx, codesOfNetwork, net)
}

// guessedWrong counts a wrong code, and stops a network that has shown too many.
func (s *Service) guessedWrong(ctx context.Context, net string) error {
	if s.Limits == nil {
		return nil
	}
	ok, wait, err := s.Limits.Allow(ctx, s.limitKey(wrongCodes.name, net), wrongCodes.limit, wrongCodes.per)
	switch {
	case err != nil:
		return &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable, Cause: err}
	case ok:
		return nil
	}
	wait = min(max(wait, time.Second), kv.MaxTTL)
	until := s.Machine().Add(wait).Format(time.RFC3339Nano)
	_ = s.Limits.Set(ctx, s.limitKey("code.stop", net), []byte(until), wait) // wrong ones are refused without it as well
	return tooMany(wait)
}
