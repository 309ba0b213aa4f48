package open311

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
)

// A token is the number of a report with a seal on it: whoever sent the report may ask when it is public, and nobody can ask for
// numbers they were not given.
var tokenText = base32.NewEncoding("abcdefghijkmnpqrstuvwxyz23456789").WithPadding(base32.NoPadding)

const sealBytes = 15

func (s *Service) token(ref string) string {
	return tokenText.EncodeToString(append(s.mark(ref), ref...))
}

func (s *Service) mark(ref string) []byte {
	purpose := "open311 token|"
	if s.test {
		purpose = "open311 test token|"
	}
	mac := hmac.New(sha256.New, s.Secret)
	_, _ = mac.Write([]byte(purpose + ref))
	return mac.Sum(nil)[:sealBytes]
}

// Token tells the number of a report, once it is public.
func (s *Service) Token(ctx context.Context, jurisdiction, token string) (Document, error) {
	if err := s.jurisdiction(jurisdiction); err != nil {
		return nil, err
	}
	raw, err := tokenText.DecodeString(token)
	if err != nil || len(raw) <= sealBytes || !hmac.Equal([]byte(s.token(string(raw[sealBytes:]))), []byte(token)) {
		return nil, Fail(404, "token was not found")
	}
	ref := string(raw[sealBytes:])
	cases, err := s.Public(ctx, Filter{Refs: []string{ref}, Limit: 1})
	if err != nil {
		return nil, err
	}
	t := ticket{Token: token}
	if len(cases) == 1 && cases[0].Ref == ref {
		t.ID = ref
	}
	return ticketList{List: []ticket{t}}, nil
}
