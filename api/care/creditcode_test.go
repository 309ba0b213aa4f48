package care

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestCreditCode(t *testing.T) {
	for code, want := range map[string]string{
		"91110000101623741K":    "",
		"911101066976941872":    "",
		"12110105MB0A0000AY":    "",
		"52110105MJ0A0000A9":    "",
		"91110105MA0A0000AP":    "",
		"92110105MA0A0000AL":    "",
		"91350211M0000XUF46":    "should end in R",
		"91110000101623741":     "17 characters",
		"91110000101623741KK":   "19 characters",
		"9111000010162374IK":    "characters no credit code has",
		"91110000101623741Z":    "characters no credit code has",
		"九一110000101623741K":    "characters, not 18",
		"91110000101623741\x00": "characters no credit code has",
		"":                      "0 characters",
	} {
		err := CheckCreditCode(code)
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", code, err, want)
		}
	}
}

func TestCreditCodeFindsOneWrongCharacter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := make([]byte, 17, 18)
		for i := range b {
			b[i] = creditAlphabet[rapid.IntRange(0, 30).Draw(t, "c")]
		}
		check, ok := CreditCheckDigit(string(b))
		if !ok {
			t.Fatalf("%s has no check character", b)
		}
		b = append(b, check)
		if err := CheckCreditCode(string(b)); err != nil {
			t.Fatal(err)
		}
		at := rapid.IntRange(0, 17).Draw(t, "at")
		other := creditAlphabet[rapid.IntRange(0, 30).Draw(t, "other")]
		if other == b[at] {
			return
		}
		b[at] = other
		if CheckCreditCode(string(b)) == nil {
			t.Fatalf("%s passes with a wrong character at %d", b, at)
		}
	})
}

func TestNormalizeCreditCode(t *testing.T) {
	for in, want := range map[string]string{
		"9111 0000-101623741k\t":    "91110000101623741K",
		"９１１１００００１０１６２３７４１ｋ":        "91110000101623741K",
		"\ufeff91110000101623741K":  "91110000101623741K",
		"911100001　01623741\u00a0K": "91110000101623741K",
		"":                          "",
	} {
		if got := NormalizeCreditCode(in); got != want {
			t.Errorf("%q becomes %q", in, got)
		}
	}
}

func TestRegistration(t *testing.T) {
	for code, want := range map[string]Registration{
		"12110105MB0A0000AY": RegisteredInstitution, "52110105MJ0A0000A9": RegisteredService, "91110105MA0A0000AP": RegisteredCompany,
		"92110105MA0A0000AL": RegisteredTrader, "93110105MA0A0000AL": RegisteredCooperative, "51110105MA0A0000AL": RegisteredSociety,
		"53110105MA0A0000AL": RegisteredFoundation, "11110105MA0A0000AL": RegisteredAuthority, "13110105MA0A0000AL": RegisteredMassOrgan,
		"Y1110105MA0A0000AL": RegisteredOther, "91": RegistrationUnknown, "": RegistrationUnknown,
	} {
		if got := RegistrationOf(code); got != want {
			t.Errorf("%s is %q", code, got)
		}
	}
}

func TestPhone(t *testing.T) {
	for in, want := range map[string]string{
		"13812345678":         "13812345678",
		"+86 138 1234 5678":   "13812345678",
		"0086-138-1234-5678":  "13812345678",
		"138-1234-5678":       "13812345678",
		"１３８１２３４５６７８":         "13812345678",
		"(010) 6277 0001":     "010-62770001",
		"01062770001":         "010-62770001",
		"021-5888-1234":       "?",
		"（0512）65123456":      "0512-65123456",
		"051265123456":        "0512-65123456",
		"+86-512-65123456":    "?",
		"010-62770001转8012":   "010-62770001-8012",
		"62770001":            "62770001",
		"400-810-1234":        "4008101234",
		"12345":               "12345",
		"120":                 "120",
		"+49 30 9015 0":       "+493090150",
		"":                    "?",
		"12":                  "?",
		"call me":             "?",
		"23812345678":         "?",
		"138123456789":        "?",
		"1381234567812345678": "?",
		"=1+1":                "?",
	} {
		got, ok := NormalizePhone(in)
		if want == "?" {
			if ok || got != in {
				t.Errorf("%q is taken as %q", in, got)
			}
		} else if !ok || got != want {
			t.Errorf("%q becomes %q %v, want %q", in, got, ok, want)
		}
	}
}

func FuzzNormalizePhone(f *testing.F) {
	for _, s := range []string{"+86 138 1234 5678", "010-6277 0001转12", "400 810 1234", "（0512）6512-3456", "+", "0086"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once, ok := NormalizePhone(s)
		if !ok {
			return
		}
		if twice, ok := NormalizePhone(once); !ok || twice != once {
			t.Errorf("%q becomes %q, and that %q %v", s, once, twice, ok)
		}
	})
}

func FuzzNormalizeCreditCode(f *testing.F) {
	for _, s := range []string{"91110000101623741K", "９１１１ 0000-101623741k", "\xff", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := NormalizeCreditCode(s)
		if twice := NormalizeCreditCode(once); twice != once {
			t.Errorf("%q becomes %q, and that %q", s, once, twice)
		}
		_ = CheckCreditCode(once)
	})
}
