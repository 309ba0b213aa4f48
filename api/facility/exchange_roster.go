package facility

import (
	"context"
	"slices"
	"strings"

	"tuoyuquan/api/care"
	"tuoyuquan/api/registry"
	"tuoyuquan/api/store"
)

var postTerms = []term[care.StaffPost]{
	{care.PostHead, "负责人"}, {care.PostCarer, "保育人员"}, {care.PostHealth, "卫生保健人员"}, {care.PostSecurity, "保安人员"}, {care.PostKitchen, "炊事人员"}, {care.PostOther, "其他"},
}

var certificateTerms = []term[care.CertificateKind]{
	{care.CertNurseryCarer, "保育师"},
	{care.CertInfantTeacher, "育婴员"},
	{care.CertTeacher, "教师资格证"},
	{care.CertHealth, "卫生保健培训"},
	{care.CertSecurity, "保安员证"},
	{care.CertFirstAid, "急救"},
	{care.CertManagement, "负责人培训"},
	{care.CertOther, "其他"},
}

var rosterFields = []registry.Field{
	{Name: "code", Chinese: "工号"},
	{Name: "name", Chinese: "姓名", Required: true},
	{Name: "post", Chinese: "岗位", Required: true},
	{Name: "class", Chinese: "班级"},
	{Name: "weekdays", Chinese: "工作日"},
	{Name: "from", Chinese: "入职日期"},
	{Name: "to", Chinese: "离职日期"},
	{Name: "excluded_on", Chinese: "从业查询日期"},
	{Name: "health_until", Chinese: "健康证有效期至"},
	{Name: "certificates", Chinese: "证书"},
}

// weekdayDigits are Monday to Sunday as a list writes them.
const weekdayDigits = "一二三四五六日"

func weekdayText(w care.Weekdays) string {
	var b strings.Builder
	for i, r := range []rune(weekdayDigits) {
		if w.Has(int8(i + 1)) { //nolint:gosec // 1 to 7
			b.WriteRune(r)
		}
	}
	return b.String()
}

// parseWeekdays reads days of the week. Digits ascend: a cell of a date, which spreadsheets keep as a number like 46327, names none.
func parseWeekdays(s string) (w care.Weekdays, err error) {
	days := []rune(weekdayDigits)
	last := '0'
	for _, r := range s {
		i := slices.Index(days, r)
		switch {
		case r == '天':
			i = 6
		case r > last && r <= '7':
			i, last = int(r-'1'), r
		case strings.ContainsRune("周星期、,，; \u3000", r):
			continue
		}
		if i < 0 {
			return 0, care.Errorf(care.Invalid, care.CodeInvalid, "", "write weekdays as 一二三四五 or 12345")
		}
		w |= 1 << i
	}
	return w, nil
}

// certificateText writes certificates one a line: kind | number | issued | ends.
func certificateText(list []care.Certificate, numbers []string) string {
	lines := make([]string, len(list))
	for i, c := range list {
		cells := []string{wordOf(certificateTerms, c.Kind), "", c.Issued.String(), c.Expires.String()}
		if i < len(numbers) {
			cells[1] = numbers[i]
		}
		lines[i] = strings.TrimRight(strings.Join(cells, " | "), " |")
	}
	return strings.Join(lines, "\n")
}

func parseCertificates(s string) (list []care.Certificate, numbers []string, err error) {
	for line := range strings.FieldsFuncSeq(s, func(r rune) bool { return r == '\n' || r == ';' || r == '；' }) {
		cells := strings.Split(strings.ReplaceAll(line, "｜", "|"), "|")
		var c care.Certificate
		if c.Kind, err = valueOf(certificateTerms, cells[0]); err != nil {
			return nil, nil, err
		}
		number := ""
		for i, cell := range cells[1:] {
			cell = strings.TrimSpace(cell)
			switch {
			case i == 0:
				number = cell
			case cell == "":
			case i == 1:
				c.Issued, err = parseDay(cell)
			case i == 2:
				c.Expires, err = parseDay(cell)
			default:
				err = care.Errorf(care.Invalid, care.CodeInvalid, "", "write a certificate as 保育师 | 编号 | 2024-01-01 | 2027-01-01")
			}
			if err != nil {
				return nil, nil, err
			}
		}
		list, numbers = append(list, c), append(numbers, number)
	}
	return list, numbers, nil
}

func (s *Service) rosterTable(ctx context.Context, actor care.Actor) (registry.PlainTable, error) {
	t := registry.PlainTable{Sheet: "人员花名册", Fields: rosterFields}
	r, err := s.Roster(ctx, actor, care.Date{})
	if err != nil {
		return t, err
	}
	names, err := s.classNames(ctx, actor.Facility)
	for _, p := range r.People {
		t.Rows = append(t.Rows, []string{
			p.Code, p.Name, wordOf(postTerms, p.Post), names[p.Class], weekdayText(p.Weekdays), p.From.String(), p.To.String(), p.ExcludedOn.String(), p.HealthUntil.String(),
			certificateText(p.Certificates, p.Numbers),
		})
	}
	return t, err
}

// classNames are what a list calls the classes of a facility. Where two have one name, both go by their id.
func (s *Service) classNames(ctx context.Context, f care.FacilityID) (out map[care.ClassID]string, err error) {
	err = s.Store.Read(ctx, "read classes", func(tx *store.Tx) error {
		out = make(map[care.ClassID]string)
		classes, err := tx.ClassesOf(ctx, f)
		seen := make(map[string]int)
		for _, c := range classes {
			seen[c.Name]++
		}
		for _, c := range classes {
			if out[c.ID] = c.Name; seen[c.Name] > 1 || c.Name == "" {
				out[c.ID] = string(c.ID)
			}
		}
		return err
	})
	return out, err
}

// planRoster finds who of a list is new and who changed. Somebody is known by their number, else by their name when only one has it.
func (s *Service) planRoster(ctx context.Context, actor care.Actor, file registry.PlainRead, out *ImportReport) error {
	now, err := s.Roster(ctx, actor, care.Date{})
	if err != nil {
		return err
	}
	names, err := s.classNames(ctx, actor.Facility)
	if err != nil {
		return err
	}
	seen := make(map[care.MemberID]bool)
	fresh := make(map[string]bool)
	var add, save []PersonInput
	for _, row := range file.Rows {
		before, err := s.personOf(now.People, row.Cells[0], row.Cells[1])
		if err != nil {
			out.refuse(row.Line, "姓名", row.Cells[1], err)
			continue
		}
		in := PersonInput{Member: care.Member{Weekdays: care.UsualWeek, From: care.Today(s.now())}}
		if before != nil {
			in = PersonInput{Member: before.Member, Name: before.Name, Numbers: before.Numbers}
		}
		if !readPerson(&in, file, row, names, out) {
			continue
		}
		if _, err := s.sealed(in, "check", actor.Facility); err != nil {
			out.refuse(row.Line, "", in.Name, err)
			continue
		}
		key := in.Code + "\x00" + in.Name
		switch {
		case before != nil && seen[before.ID], before == nil && fresh[key]:
			out.refuse(row.Line, "姓名", in.Name, care.Errorf(care.Invalid, care.CodeDuplicate, "", "this person stands in the list twice"))
		case before == nil:
			fresh[key] = true
			add = append(add, in)
			out.Created++
		case samePerson(before, &in):
			seen[before.ID] = true
			out.Unchanged++
		default:
			seen[before.ID] = true
			save = append(save, in)
			out.Updated++
		}
	}
	if len(add)+len(save) > 0 {
		out.changes = append(out.changes, func(ctx context.Context) error { return s.takeRoster(ctx, actor, add, save) })
	}
	return nil
}

// takeRoster takes all people of a list in, or none.
func (s *Service) takeRoster(ctx context.Context, actor care.Actor, add, save []PersonInput) error {
	return s.Store.Write(ctx, "take a roster in", func(tx *store.Tx) error {
		all, err := s.locked(ctx, tx, actor.Facility)
		if err != nil {
			return err
		}
		for _, in := range save {
			row, err := s.sealed(in, in.ID, actor.Facility)
			if err != nil {
				return err
			}
			if err := s.savePerson(ctx, tx, actor, row, in.Version, all); err != nil {
				return err
			}
		}
		for _, in := range add {
			row, err := s.sealed(in, care.MemberID(care.NewID()), actor.Facility)
			if err != nil {
				return err
			}
			if err := s.addPerson(ctx, tx, actor, row, all); err != nil {
				return err
			}
			all = append(all, row)
		}
		return nil
	})
}

func (s *Service) personOf(people []Person, code, name string) (*Person, error) {
	if code != "" {
		for i := range people {
			if people[i].Code == code {
				return &people[i], nil
			}
		}
	}
	var found *Person
	for i := range people {
		p := &people[i]
		if p.Name != name || code != "" && p.Code != "" {
			continue
		}
		if found != nil {
			return nil, care.Errorf(care.Invalid, care.CodeInvalid, "", "two people have this name; give their numbers")
		}
		found = p
	}
	return found, nil
}

// readPerson puts a row into what is known of somebody; columns the file does not have leave it alone.
func readPerson(in *PersonInput, file registry.PlainRead, row registry.PlainRow, names map[care.ClassID]string, out *ImportReport) bool {
	good := true
	column := func(i int, f func(cell string) error) {
		if !file.Has[i] {
			return
		}
		if err := f(row.Cells[i]); err != nil {
			out.refuse(row.Line, rosterFields[i].Chinese, row.Cells[i], err)
			good = false
		}
	}
	day := func(into *care.Date) func(string) error {
		return func(cell string) (err error) {
			if *into = (care.Date{}); cell != "" {
				*into, err = parseDay(cell)
			}
			return err
		}
	}
	column(0, func(cell string) error { in.Code = cell; return nil })
	column(1, func(cell string) error { in.Name = strings.Join(strings.Fields(cell), " "); return nil })
	column(2, func(cell string) (err error) { in.Post, err = valueOf(postTerms, cell); return err })
	column(3, func(cell string) error {
		in.Class = ""
		if cell == "" {
			return nil
		}
		for id, name := range names {
			if name == cell || string(id) == cell {
				in.Class = id
				return nil
			}
		}
		return care.Errorf(care.Invalid, care.CodeInvalid, "", "the facility has no class of this name")
	})
	column(4, func(cell string) (err error) {
		if cell != "" {
			in.Weekdays, err = parseWeekdays(cell)
		}
		return err
	})
	column(5, func(cell string) error {
		if cell == "" {
			return nil
		}
		return day(&in.From)(cell)
	})
	column(6, day(&in.To))
	column(7, day(&in.ExcludedOn))
	column(8, day(&in.HealthUntil))
	column(9, func(cell string) (err error) {
		in.Certificates, in.Numbers, err = parseCertificates(cell)
		return err
	})
	return good
}

func samePerson(p *Person, in *PersonInput) bool {
	a, b := p.Member, in.Member
	same := slices.Equal(a.Certificates, b.Certificates) && certificateText(a.Certificates, p.Numbers) == certificateText(b.Certificates, in.Numbers)
	return same && p.Name == in.Name && a.Code == b.Code && a.Post == b.Post && a.Class == b.Class && a.Weekdays == b.Weekdays && a.From == b.From && a.To == b.To &&
		a.ExcludedOn == b.ExcludedOn && a.HealthUntil == b.HealthUntil
}
