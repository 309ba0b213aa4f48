package care

import "strings"

// Resident identity numbers (公民身份号码, GB 11643-1999): 6 digits district, 8 birth, 3 serial (odd: male), 1 check.
const (
	residentLength = 18
	residentChecks = "10X98765432"
)

var residentWeights = [residentLength - 1]int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}

// NormalizeResidentID gives an identity number as it is written: half-width, without blanks, the X a capital.
func NormalizeResidentID(s string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "　", "", "\u00a0", "").Replace(halfWidth(strings.TrimSpace(s))))
}

// ResidentID reads a normalised identity number, and fails with bad_id_number. The district is never judged: codes of old
// districts live on in the numbers of the people.
func ResidentID(id string) (birth Date, sex Sex, err error) {
	if len(id) != residentLength {
		return Date{}, "", Errorf(Invalid, CodeBadIDNumber, "id_number", "an identity number has 18 characters")
	}
	sum := 0
	for i, w := range residentWeights {
		if id[i] < '0' || id[i] > '9' {
			return Date{}, "", Errorf(Invalid, CodeBadIDNumber, "id_number", "an identity number has digits only, and perhaps an X at the end")
		}
		sum += int(id[i]-'0') * w
	}
	if id[residentLength-1] != residentChecks[sum%11] {
		return Date{}, "", Errorf(Invalid, CodeBadIDNumber, "id_number", "a digit of the identity number is mistyped")
	}
	birth, err = ParseDate(id[6:10] + "-" + id[10:12] + "-" + id[12:14])
	if err != nil {
		return Date{}, "", Errorf(Invalid, CodeBadIDNumber, "id_number", "the identity number holds a day of birth that does not exist")
	}
	sex = SexFemale
	if (id[16]-'0')%2 == 1 {
		sex = SexMale
	}
	return birth, sex, nil
}

// CheckResidentID says whether an identity number is whole and fits the birthday the family gave.
func CheckResidentID(id string, birth Date) error {
	born, _, err := ResidentID(id)
	switch {
	case err != nil:
		return err
	case born != birth:
		return Errorf(Invalid, CodeBadIDNumber, "id_number", "the identity number says another birthday")
	default:
		return nil
	}
}
