package account

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // what authenticators compute (RFC 6238)
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"

	"tuoyuquan/api/care"
)

// Time-based one-time codes (RFC 6238) as every authenticator makes them: SHA-1, 30 seconds, six digits.
const (
	totpStep   = 30 * 1000 // ms
	totpSecret = 20        // bytes
	totpDrift  = 1         // steps a telephone's clock may be off, either way
)

var totpEncoding = base32.StdEncoding.WithPadding(base32.NoPadding)

// newTOTPSecret returns a fresh secret as authenticators take it.
func newTOTPSecret() string {
	secret := make([]byte, totpSecret)
	_, _ = rand.Read(secret) // never fails
	return totpEncoding.EncodeToString(secret)
}

// totpURI is what an authenticator is set up with.
func totpURI(issuer, username, secret string) string {
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + issuer + ":" + username}
	u.RawQuery = strings.ReplaceAll(url.Values{
		"secret": {secret}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {"6"}, "period": {"30"},
	}.Encode(), "+", "%20")
	return u.String()
}

// totpCode is the code of one time step.
func totpCode(secret []byte, step int64) string {
	mac := hmac.New(sha1.New, secret)
	_ = binary.Write(mac, binary.BigEndian, step) // into memory
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 15
	return fmt.Sprintf("%06d", (binary.BigEndian.Uint32(sum[at:])&0x7fffffff)%1_000_000)
}

// checkTOTP finds the time step a code is of; every step of the window is computed, so that the time tells nothing.
func checkTOTP(secret, code string, now care.Instant) (step int64, ok bool) {
	raw, err := totpEncoding.DecodeString(secret)
	if err != nil || len(raw) == 0 {
		raw = make([]byte, totpSecret)
		code = "" // no code is right
	}
	current := int64(now) / totpStep
	for d := int64(-totpDrift); d <= totpDrift; d++ {
		if subtle.ConstantTimeCompare([]byte(totpCode(raw, current+d)), []byte(code)) == 1 {
			step, ok = current+d, true
		}
	}
	return step, ok
}
