package care

import (
	"cmp"
	"slices"
	"strings"
)

// UnitKind is what authority a unit belongs to.
type UnitKind string

// The kinds of unit.
const (
	UnitHealth    UnitKind = "health"    // 卫生健康
	UnitEducation UnitKind = "education" // 教育: where it files childcare, as in Shanghai
	UnitMarket    UnitKind = "market"    // 市场监管
	UnitFire      UnitKind = "fire"      // 消防救援
	UnitHousing   UnitKind = "housing"   // 住房城乡建设
	UnitPolice    UnitKind = "police"    // 公安
	UnitCivil     UnitKind = "civil"     // 民政
	UnitBackstop  UnitKind = "backstop"  // the district's own desk, for what nobody else answers for
)

// UnitKinds lists them.
func UnitKinds() []UnitKind {
	return []UnitKind{UnitHealth, UnitEducation, UnitMarket, UnitFire, UnitHousing, UnitPolice, UnitCivil, UnitBackstop}
}

// Unit is an office that handles cases of an area.
type Unit struct {
	ID       UnitID   `json:"id"`
	Area     string   `json:"area"` // area code; "" is the whole country
	Kind     UnitKind `json:"kind"`
	Name     string   `json:"name"`
	Phone    string   `json:"phone,omitempty"`
	Backstop bool     `json:"backstop,omitempty"` // takes what no other unit of its area takes
}

// Post is a duty of an officer in a unit.
type Post struct {
	Account AccountID `json:"account"`
	Unit    UnitID    `json:"unit"`
	Duty    Duty      `json:"duty"`
}

// RouteOf lists the kinds of unit a category goes to in an area, the first leading, the backstop always last. Where another
// authority than the health department files childcare, that one stands in its place. A rule may name others.
func RouteOf(category Category, area string, rules *Rules, on Date) []UnitKind {
	row, ok := CategoryRuleOf(category)
	if !ok {
		row, _ = CategoryRuleOf(CategoryOther)
	}
	kinds := row.Units
	if named, ok := rules.Text(RuleCaseRoute+string(row.Category), area, on); ok {
		if own := unitKinds(named); len(own) > 0 {
			kinds = own
		}
	}
	authority, _ := rules.Text(RuleFilingAuthority, area, on)
	out := make([]UnitKind, 0, len(kinds)+1)
	for _, k := range kinds {
		if k == UnitHealth && strings.HasPrefix(authority, "教育") {
			k = UnitEducation
		}
		if !slices.Contains(out, k) && k != UnitBackstop {
			out = append(out, k)
		}
	}
	return append(out, UnitBackstop)
}

// unitKinds reads "market,health"; nothing when any of it is no kind.
func unitKinds(s string) (out []UnitKind) {
	for word := range strings.SplitSeq(s, ",") {
		k := UnitKind(strings.TrimSpace(word))
		if !slices.Contains(UnitKinds(), k) {
			return nil
		}
		out = append(out, k)
	}
	return out
}

// PickUnits returns the one unit that is responsible in an area, and those that work along: for each kind of the route the
// nearest unit that holds the area; when none does, the nearest backstop. ok is false only when no unit and no backstop holds
// the area at all.
func PickUnits(route []UnitKind, area string, units []Unit) (lead UnitID, along []UnitID, ok bool) {
	for _, kind := range route {
		u, found := nearestUnit(area, units, func(u Unit) bool { return u.Kind == kind || (kind == UnitBackstop && u.Backstop) })
		switch {
		case !found || u.ID == lead || slices.Contains(along, u.ID):
		case lead == "":
			lead, ok = u.ID, true
		case kind != UnitBackstop:
			along = append(along, u.ID)
		}
	}
	return lead, along, ok
}

// DeskOf is the unit that takes a complaint in before anybody has looked at it: the nearest backstop, else the nearest of the
// authority that files childcare there, else the nearest of all.
func DeskOf(area string, units []Unit, rules *Rules, on Date) (UnitID, bool) {
	route := RouteOf(CategoryOther, area, rules, on)
	for _, is := range []func(Unit) bool{
		func(u Unit) bool { return u.Backstop || u.Kind == UnitBackstop },
		func(u Unit) bool { return u.Kind == route[0] },
		func(Unit) bool { return true },
	} {
		if u, ok := nearestUnit(area, units, is); ok {
			return u.ID, true
		}
	}
	return "", false
}

// nearestUnit is the unit of the smallest area that holds another; of two the first by id.
func nearestUnit(area string, units []Unit, is func(Unit) bool) (Unit, bool) {
	var best Unit
	for _, u := range units {
		if !is(u) || !holds(u.Area, area) {
			continue
		}
		if best.ID == "" || cmp.Or(cmp.Compare(len(RegionPrefix(best.Area)), len(RegionPrefix(u.Area))), cmp.Compare(u.ID, best.ID)) < 0 {
			best = u
		}
	}
	return best, best.ID != ""
}

// DutyCounts reports whether a duty held at one office counts for what another answers for in an area: at that office itself, at the desk
// complaints of the area come in at, and at the same authority above. Whoever supervises one office supervises no other by it.
func DutyCounts(at, answers UnitID, area string, units []Unit, rules *Rules, on Date) bool {
	if at == answers {
		return true
	}
	if desk, ok := DeskOf(area, units, rules, on); ok && at == desk {
		return true
	}
	i := slices.IndexFunc(units, func(u Unit) bool { return u.ID == at })
	j := slices.IndexFunc(units, func(u Unit) bool { return u.ID == answers })
	if i < 0 || j < 0 {
		return false
	}
	above, below := units[i], units[j]
	same := above.Kind == below.Kind || above.Backstop || above.Kind == UnitBackstop
	return same && holds(above.Area, below.Area) && len(RegionPrefix(above.Area)) < len(RegionPrefix(below.Area))
}

func holds(outer, area string) bool { return outer == National || Within(area, outer) }

// ProposeClass is the class the system proposes: a danger now, or a category or word that tells of one, is class A, and pages
// a person at once. Somebody always confirms it.
func ProposeClass(category Category, dangerNow bool, text string) CaseClass {
	row, ok := CategoryRuleOf(category)
	switch {
	case dangerNow || AlarmingText(text):
		return ClassA
	case !ok:
		return ClassC
	default:
		return row.Class
	}
}

// alarming are words that tell of harm to a child. They stop no complaint and decide nothing: they wake somebody up.
var alarming = []string{
	"虐待", "打孩子", "打小孩", "打宝宝", "打娃", "打了孩子", "打骂", "殴打", "挨打", "被打", "掌掴", "耳光", "巴掌", "体罚", "针扎", "掐孩子", "掐伤", "掐脖", "踢孩子", "踢伤",
	"骂孩子", "辱骂", "绑住", "绑起来", "绑在", "捆起来", "小黑屋", "不给吃", "不给饭", "流血", "出血", "骨折", "昏迷", "窒息", "抽搐", "烫伤", "烧伤", "摔伤", "溺水",
	"中毒", "淤青", "青紫", "伤痕", "性侵", "猥亵", "走失", "孩子不见", "安眠药", "死亡", "没了呼吸", "没有呼吸",
	"abuse", "beaten", "hit my", "hitting", "bleeding", "unconscious", "not breathing", "fracture", "molest", "locked up", "burned", "missing child",
}

// AlarmingText reports whether a text holds such a word.
func AlarmingText(text string) bool {
	lower := strings.ToLower(text)
	return slices.ContainsFunc(alarming, func(w string) bool { return strings.Contains(lower, w) })
}
