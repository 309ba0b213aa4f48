package account

import (
	"time"

	"tuoyuquan/api/care"
)

// What tests of the outside need of the inside.
var (
	CheckPassword = checkPassword
	CheckTOTP     = checkTOTP
	TOTPCode      = totpCode
	TOTPEncoding  = totpEncoding
	PlainWord     = plainWord
	NewWord       = newWord
	ReadScan      = readScan
)

const (
	CodeLife   = codeLife
	WebLife    = webLife
	StaffLife  = staffLife
	InviteLife = inviteLife
	JoinLife   = joinLife
	KeepHealth = 183 * day
	KeepQuiet  = 2 * 365 * day
)

// CodeAt is what an authenticator with this secret shows at an instant.
func CodeAt(secret string, at time.Time) string {
	raw, err := totpEncoding.DecodeString(secret)
	if err != nil {
		panic(err)
	}
	return totpCode(raw, at.UnixMilli()/totpStep)
}

// Wordings are all texts, for checks of their contents.
func Wordings(f func(p care.Purpose, version int, zhTitle, zhBody, enTitle, enBody string)) {
	for p, t := range consentTexts {
		f(p, t.version, t.zh.title, t.zh.body, t.en.title, t.en.body)
	}
}
