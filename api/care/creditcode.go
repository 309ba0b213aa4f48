package care

import "strings"

// Unified social credit codes (统一社会信用代码, GB 32100-2015): 1 registering department, 1 entity type, 6 district,
// 9 organisation code, 1 check character, from an alphabet of 31 characters without I, O, S, V and Z.
const (
	creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	creditLength   = 18
)

var creditWeights = [creditLength - 1]int{1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28}

// NormalizeCreditCode gives the code as it is written: capitals, half-width, without blanks and hyphens.
func NormalizeCreditCode(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～': // full-width forms
			r -= '！' - '!'
		case r == '　':
			return -1
		}
		switch {
		case r == ' ' || r == '-' || r == '\t' || r == '\u00a0' || r == '\ufeff':
			return -1
		case r >= 'a' && r <= 'z':
			return r - ('a' - 'A')
		default:
			return r
		}
	}, s)
}

// CheckCreditCode says what is wrong with a normalised credit code, as an Error with the field credit_code, or nil. It is a
// warning, never a reason to refuse a facility: codes with a wrong check character exist.
func CheckCreditCode(code string) error {
	if len(code) != creditLength {
		return Errorf(Invalid, CodeInvalid, "credit_code", "%q has %d characters, not 18", Clip(code), len([]rune(code)))
	}
	want, ok := CreditCheckDigit(code[:creditLength-1])
	switch {
	case !ok || strings.IndexByte(creditAlphabet, code[creditLength-1]) < 0:
		return Errorf(Invalid, CodeInvalid, "credit_code", "%q has characters no credit code has (only 0-9 and A-Y without I, O, S, V)", code)
	case code[creditLength-1] != want:
		return Errorf(Invalid, CodeInvalid, "credit_code", "%q should end in %c: a character is mistyped", code, want)
	default:
		return nil
	}
}

// CreditCheckDigit returns the check character for the first 17 characters of a code, and false if they are not 17 of the alphabet.
func CreditCheckDigit(first17 string) (byte, bool) {
	if len(first17) != creditLength-1 {
		return 0, false
	}
	sum := 0
	for i, w := range creditWeights {
		v := strings.IndexByte(creditAlphabet, first17[i])
		if v < 0 {
			return 0, false
		}
		sum += v * w
	}
	return creditAlphabet[(31-sum%31)%31], true
}

// Registration is how a legal person came into being, which its credit code tells.
type Registration string

// The kinds of registration that matter for childcare (国卫办人口发〔2019〕25号 art. 4), and the rest.
const (
	RegisteredInstitution Registration = "public_institution" // 12 事业单位, at the 编办
	RegisteredService     Registration = "social_service"     // 52 民办非企业单位, at 民政
	RegisteredSociety     Registration = "society"            // 51 社会团体
	RegisteredFoundation  Registration = "foundation"         // 53 基金会
	RegisteredCompany     Registration = "company"            // 91 企业, at 市场监管
	RegisteredTrader      Registration = "sole_trader"        // 92 个体工商户
	RegisteredCooperative Registration = "cooperative"        // 93 农民专业合作社
	RegisteredAuthority   Registration = "authority"          // 11 机关
	RegisteredMassOrgan   Registration = "mass_organisation"  // 13 群团
	RegisteredOther       Registration = "other"
	RegistrationUnknown   Registration = "" // no code, or not one
)

// RegistrationOf tells the kind of registration from a normalised credit code.
func RegistrationOf(code string) Registration {
	if len(code) != creditLength {
		return RegistrationUnknown
	}
	switch code[:2] {
	case "12":
		return RegisteredInstitution
	case "52":
		return RegisteredService
	case "51":
		return RegisteredSociety
	case "53":
		return RegisteredFoundation
	case "91":
		return RegisteredCompany
	case "92":
		return RegisteredTrader
	case "93":
		return RegisteredCooperative
	case "11":
		return RegisteredAuthority
	case "13":
		return RegisteredMassOrgan
	default:
		return RegisteredOther
	}
}

// ForProfit reports whether a registration is for profit (营利性).
func (r Registration) ForProfit() bool {
	return r == RegisteredCompany || r == RegisteredTrader || r == RegisteredCooperative
}
