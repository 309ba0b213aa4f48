package registry

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"tuoyuquan/api/care"
)

// An amount as people write it: "2160", "2,160.50元/月", "¥9/天", "免费". A column has a unit of its own for plain numbers.

var amount = regexp.MustCompile(`^(?:人民币|rmb|cny|¥|￥)?(\d{1,9})(?:\.(\d{1,2}))?(?:元|块|yuan)?(?:(?:/|每|per)?(.+))?$`)

// perChild are the ways to say that an amount is for one child, which it always is.
var perChild = strings.NewReplacer(" ", "", "每人每", "/", "每生每", "/", "人/", "", "生/", "", "人·", "", "生·", "", "·人", "", "·生", "", "/人", "", "/生", "")

var feeUnits = []word[care.FeeUnit]{
	{care.PerMonth, []string{"月", "个月", "人月", "生月"}},
	{care.PerDay, []string{"天", "日", "人天"}},
	{care.PerHour, []string{"小时", "时", "h"}},
	{care.PerSession, []string{"次", "节"}},
	{care.PerTerm, []string{"学期", "期"}},
	{care.PerYear, []string{"年", "学年"}},
	{care.Once, []string{"一次性", "一次"}},
}

// parseFee reads an amount in fen and the unit, which is unit unless the text names one.
func parseFee(s string, unit care.FeeUnit) (int64, care.FeeUnit, error) {
	bad := errors.New("write an amount in yuan such as 2160 or 2160元/月")
	t := strings.ToLower(oneNumber(s))
	grouped := strings.Contains(narrow(s), ",")
	if strings.Contains(t, " ") || strings.Contains(t, ",") {
		return 0, "", bad
	}
	t = perChild.Replace(t)
	if t == "免费" || t == "free" {
		return 0, unit, nil
	}
	m := amount.FindStringSubmatch(t)
	if m == nil {
		return 0, "", bad
	}
	yuan, err := strconv.ParseInt(m[1], 10, 64)
	if err != nil || yuan > 10_000_000 || grouped && yuan > 100_000 { // 980,680 is two fees
		return 0, "", bad
	}
	cents, err := strconv.ParseInt((m[2] + "00")[:2], 10, 64)
	if err != nil {
		return 0, "", bad
	}
	if m[3] != "" {
		if unit, err = lookUp(feeUnits, strings.TrimPrefix(m[3], "人")); err != nil {
			return 0, "", fmt.Errorf("%w; the unit %q is not known", bad, clip(m[3]))
		}
	}
	return yuan*100 + cents, unit, nil
}

func formatFee(f care.Fee) string {
	yuan := strconv.FormatInt(f.Amount/100, 10)
	if c := f.Amount % 100; c != 0 {
		yuan += fmt.Sprintf(".%02d", c)
	}
	return yuan + "元/" + chinese(feeUnits, f.Unit)
}
