package ledger

import (
	"encoding/json"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// words are what the register is written in, Chinese and English.
var words = map[string][2]string{
	"title":  {"托育机构登记备案公示", "Public register of childcare facilities"},
	"author": {"托育主管部门", "childcare bureau"},
	"yes":    {"是", "yes"},
	"no":     {"否", "no"},

	"status.filed":          {"已备案", "filed"},
	"status.licensed":       {"已许可", "licensed"},
	"status.change_pending": {"已备案（变更办理中）", "filed, a change is being looked at"},
	"status.suspended":      {"暂停服务", "suspended"},
	"status.cancelled":      {"已注销", "cancelled"},

	"kind.independent":    {"独立托育机构", "independent facility"},
	"kind.community":      {"社区托育点", "community facility"},
	"kind.kindergarten":   {"幼儿园托班", "kindergarten class"},
	"kind.employer":       {"用人单位办托", "run by an employer"},
	"kind.home":           {"家庭托育点", "home-based"},
	"kind.service_centre": {"托育综合服务中心", "service centre"},

	"nature.public":         {"公办", "public"},
	"nature.private":        {"民办", "private"},
	"nature.public_private": {"公办民营、民办公助", "public and private"},

	"mode.full_day": {"全日托", "full day"},
	"mode.half_day": {"半日托", "half day"},
	"mode.hourly":   {"计时托", "by the hour"},
	"mode.drop_in":  {"临时托", "drop-in"},

	"log.filed":         {"备案", "Filed"},
	"log.licensed":      {"许可", "Licensed"},
	"log.changed":       {"变更", "Changed"},
	"log.suspended":     {"暂停", "Suspended"},
	"log.resumed":       {"恢复", "Open again"},
	"log.cancelled":     {"注销", "Cancelled"},
	"log.nonconforming": {"不符合备案要求", "Does not conform"},

	"matter.filing":       {"申请备案", "Filing"},
	"matter.change":       {"申请变更", "Change"},
	"matter.cancellation": {"申请注销", "Cancellation"},

	"field.name":             {"机构名称", "name"},
	"field.other_name":       {"别名", "other name"},
	"field.credit_code":      {"统一社会信用代码", "credit code"},
	"field.kind":             {"机构类型", "kind"},
	"field.nature":           {"举办主体", "nature"},
	"field.inclusive":        {"普惠", "inclusive"},
	"field.open_to_public":   {"是否对外开放", "open to the public"},
	"field.modes":            {"服务形式", "forms of service"},
	"field.area_code":        {"区划代码", "area code"},
	"field.area_name":        {"所在区域", "area"},
	"field.address":          {"地址", "address"},
	"field.classes":          {"班级与托位", "classes and places"},
	"field.filing_no":        {"备案编号", "filing number"},
	"field.filing_date":      {"备案日期", "date of filing"},
	"field.filing_authority": {"备案机关", "authority"},
	"empty":                  {"（空）", "(none)"},
	"reason":                 {"原因", "Why"},
}

// Word says a word of the register; the word itself where there is none.
func Word(key string, english bool) string {
	w, ok := words[key]
	if !ok {
		_, tail, _ := strings.Cut(key, ".")
		return tail
	}
	if english {
		return w[1]
	}
	return w[0]
}

// Diff says what a field was and is.
func Diff(d care.RegisterDiff, english bool) (field, old, is string) {
	return Word("field."+d.Field, english), value(d.Field, d.Old, english), value(d.Field, d.New, english)
}

func value(field string, v json.RawMessage, english bool) string {
	var any any
	if len(v) == 0 || json.Unmarshal(v, &any) != nil {
		return Word("empty", english)
	}
	return sayValue(field, any, english)
}

func sayValue(field string, v any, english bool) string {
	switch x := v.(type) {
	case string:
		if x == "" {
			return Word("empty", english)
		}
		prefix := map[string]string{"kind": "kind.", "nature": "nature.", "modes": "mode."}[field]
		if prefix != "" {
			return Word(prefix+x, english)
		}
		return x
	case bool:
		if x {
			return Word("yes", english)
		}
		return Word("no", english)
	case []any:
		parts := make([]string, len(x))
		for i, p := range x {
			parts[i] = sayValue(field, p, english)
		}
		return strings.Join(parts, "、")
	default:
		return Word("empty", english)
	}
}

// Saying says a public reason in a few words.
type Saying func(r care.ReasonCode, english bool) string

// Summary says an entry of the log in one line.
func Summary(l store.RegisterLine, say Saying, english bool) string {
	colon, comma := "：", "；"
	if english {
		colon, comma = ": ", "; "
	}
	parts := []string{Word("log."+string(l.Kind), english)}
	if l.AreaName != "" {
		parts = append(parts, l.AreaName)
	}
	for _, d := range l.Fields {
		field, old, is := Diff(d, english)
		if d.Field == "classes" {
			parts = append(parts, field)
			continue
		}
		parts = append(parts, field+colon+old+" → "+is)
	}
	if l.Reason != "" {
		parts = append(parts, Word("reason", english)+colon+say(l.Reason, english))
	}
	for _, r := range l.Reasons {
		parts = append(parts, Word("reason", english)+colon+say(r.Code, english))
	}
	if l.Words != "" {
		parts = append(parts, l.Words)
	}
	return strings.Join(parts, comma)
}
