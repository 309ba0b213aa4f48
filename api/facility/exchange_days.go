package facility

import (
	"context"
	"slices"
	"strconv"

	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/registry"
	"tuoyuquan/api/store"
)

var markTerms = []term[care.Mark]{{care.MarkPresent, "在园"}, {care.MarkAbsent, "缺勤"}, {care.MarkIll, "病假"}, {care.MarkGone, "已接走"}}

var stateTerms = []term[care.State]{
	{care.StateSubmitted, "待答复"},
	{care.StateWaitlisted, "候补"},
	{care.StatePaused, "候补暂停"},
	{care.StateOffered, "已录取待确认"},
	{care.StateConfirmed, "家长已确认"},
	{care.StateEnrolled, "已入托"},
	{care.StateExpired, "占位到期"},
	{care.StateLapsed, "逾期未确认"},
	{care.StateDeclined, "家长放弃"},
	{care.StateRejected, "未录取"},
	{care.StateWithdrawn, "家长撤回"},
	{care.StateRevoked, "已收回"},
	{care.StateSuperseded, "已在别处入托"},
	{care.StateNoShow, "未到"},
	{care.StateEnded, "已离托"},
}

var actionTerms = []term[care.Action]{{care.ActOffer, "录取"}, {care.ActReject, "不予录取"}, {care.ActEnrol, "办理入托"}, {care.ActNoShow, "记为未到"}}

var attendanceFields = []registry.Field{
	{Name: "date", Chinese: "日期", Required: true},
	{Name: "child_id", Chinese: "儿童标识", Required: true},
	{Name: "child", Chinese: "姓名"},
	{Name: "class", Chinese: "班级"},
	{Name: "application_id", Chinese: "申请标识"},
	{Name: "entry_id", Chinese: "场次标识"},
	{Name: "mark", Chinese: "出勤", Required: true},
	{Name: "arrived", Chinese: "到园时间"},
	{Name: "left", Chinese: "离园时间"},
}

// attendanceTable writes the marks of some days; of one day, everybody who is expected, for the list to be filled in.
func (s *Service) attendanceTable(ctx context.Context, actor care.Actor, first, last care.Date) (registry.PlainTable, error) {
	t := registry.PlainTable{Sheet: "考勤", Fields: attendanceFields}
	today := care.Today(s.now())
	if first.IsZero() {
		first = today
	}
	if last.IsZero() {
		last = first
	}
	if last.Before(first) || first.AddDays(maxListDays).Before(last) {
		return t, care.Errorf(care.Invalid, care.CodeOutOfRange, "until", "ask for at most %d days", maxListDays)
	}
	if first == last {
		children, err := s.Booking.Attendance(ctx, actor, first)
		for _, c := range children {
			mark := ""
			if c.Mark != "" {
				mark = wordOf(markTerms, c.Mark)
			}
			t.Rows = append(t.Rows, []string{
				first.String(), string(c.Child), c.Name, c.ClassName, string(c.Application), string(c.Entry), mark, "", "",
			})
		}
		return t, err
	}
	var rows []store.AttendedRow
	err := s.Store.Read(ctx, "read attendance", func(tx *store.Tx) (err error) {
		rows, err = tx.AttendedBetween(ctx, actor.Facility, first, last)
		return err
	})
	if err != nil {
		return t, err
	}
	ids := make([]care.ChildID, len(rows))
	for i, r := range rows {
		ids[i] = r.Child
	}
	children, err := s.Names(ctx, ids)
	if err != nil {
		return t, err
	}
	classes, err := s.classNames(ctx, actor.Facility)
	for _, r := range rows {
		t.Rows = append(t.Rows, []string{
			r.Date.String(), string(r.Child), children[r.Child], classes[r.Class], string(r.Application), "", wordOf(markTerms, r.Mark), clock(r.InAt), clock(r.OutAt),
		})
	}
	return t, err
}

func clock(at care.Instant) string {
	if at == 0 {
		return ""
	}
	return at.Time().Format("15:04")
}

// planAttendance finds the marks a list changes. Days older than a mark may be set right stay as they are.
func (s *Service) planAttendance(ctx context.Context, actor care.Actor, file registry.PlainRead, out *ImportReport) error {
	known := make(map[care.Date][]booking.AttendanceChild)
	for _, row := range file.Rows {
		day, err := parseDay(row.Cells[0])
		if err != nil {
			out.refuse(row.Line, "日期", row.Cells[0], err)
			continue
		}
		var mark care.Mark
		if row.Cells[6] != "" {
			if mark, err = valueOf(markTerms, row.Cells[6]); err != nil {
				out.refuse(row.Line, "出勤", row.Cells[6], err)
				continue
			}
		}
		list, read := known[day]
		if !read {
			if len(known) > maxListDays {
				return care.Errorf(care.Invalid, care.CodeTooLarge, "file", "a list holds at most %d days", maxListDays)
			}
			if list, err = s.Booking.Attendance(ctx, actor, day); err != nil {
				return err
			}
			known[day] = list
		}
		i := slices.IndexFunc(list, func(c booking.AttendanceChild) bool {
			return string(c.Child) == row.Cells[1] && (row.Cells[4] == "" || string(c.Application) == row.Cells[4]) && (row.Cells[5] == "" || string(c.Entry) == row.Cells[5])
		})
		switch {
		case i < 0:
			out.refuse(row.Line, "儿童标识", row.Cells[1], care.Errorf(care.Invalid, care.CodeInvalid, "", "this child is not expected on this day"))
		case list[i].Mark == mark:
			out.Unchanged++
		default:
			out.Updated++
			r := booking.MarkRequest{Date: day, Child: list[i].Child, Application: list[i].Application, Entry: list[i].Entry, Mark: mark}
			out.later(row.Line, func(ctx context.Context) error {
				_, err := s.Booking.MarkAttendance(ctx, actor, r)
				return err
			})
		}
	}
	return nil
}

var applicationFields = []registry.Field{
	{Name: "application_id", Chinese: "申请标识", Required: true},
	{Name: "child", Chinese: "姓名"},
	{Name: "class", Chinese: "班级"},
	{Name: "mode", Chinese: "服务形式"},
	{Name: "start", Chinese: "希望入托日期"},
	{Name: "state", Chinese: "状态"},
	{Name: "since", Chinese: "进入状态时间"},
	{Name: "due", Chinese: "截止时间"},
	{Name: "position", Chinese: "候补位次", Number: true},
	{Name: "version", Chinese: "版本", Number: true, Required: true},
	{Name: "action", Chinese: "处理", Required: true},
	{Name: "reason", Chinese: "原因代码"},
}

const maxApplications = 5000

func (s *Service) applications(ctx context.Context, actor care.Actor) (out []booking.View, err error) {
	page := store.Page{Limit: 100}
	for {
		views, more, err := s.Booking.FacilityApplications(ctx, actor, page)
		if err != nil {
			return nil, err
		}
		if out = append(out, views...); !more || len(out) >= maxApplications {
			return out, nil
		}
		last := views[len(views)-1]
		page.Before, page.BeforeID = last.UpdatedAt, last.ID
	}
}

// applicationTable writes the applications of a facility, with two columns left free for decisions.
func (s *Service) applicationTable(ctx context.Context, actor care.Actor) (registry.PlainTable, error) {
	t := registry.PlainTable{Sheet: "申请", Fields: applicationFields}
	views, err := s.applications(ctx, actor)
	for _, v := range views {
		due, position := "", ""
		if v.Deadline != nil {
			due = v.Deadline.At.Time().Format("2006-01-02 15:04")
		}
		if v.Position != nil {
			position = strconv.Itoa(v.Position.Rank)
		}
		t.Rows = append(t.Rows, []string{
			string(v.ID), v.ChildName, v.ClassName, wordOf(modeTerms, v.Mode), v.Start.String(), wordOf(stateTerms, v.State), v.Since.Time().Format("2006-01-02 15:04"), due, position,
			strconv.FormatInt(v.Version, 10), "", "",
		})
	}
	return t, err
}

// planApplications finds the decisions of a list. A row without one is left alone; one about an application that was changed since the
// list was written is refused.
func (s *Service) planApplications(ctx context.Context, actor care.Actor, file registry.PlainRead, out *ImportReport) error {
	views, err := s.applications(ctx, actor)
	if err != nil {
		return err
	}
	at := make(map[string]*booking.View, len(views))
	for i := range views {
		at[string(views[i].ID)] = &views[i]
	}
	for _, row := range file.Rows {
		if row.Cells[10] == "" {
			out.Unchanged++
			continue
		}
		action, err := valueOf(actionTerms, row.Cells[10])
		if err != nil {
			out.refuse(row.Line, "处理", row.Cells[10], err)
			continue
		}
		v := at[row.Cells[0]]
		switch {
		case v == nil:
			err = care.Errorf(care.Invalid, care.CodeInvalid, "", "the facility has no application with this id")
		case strconv.FormatInt(v.Version, 10) != row.Cells[9]:
			err = care.Errorf(care.Conflict, care.CodeStateConflict, "", "this application was changed since the list was written; export it again")
		case !slices.Contains(v.Actions, action):
			err = care.Errorf(care.Invalid, care.CodeInvalid, "", "this cannot be done with the application as it stands")
		case action == care.ActReject:
			err = care.CheckReason(care.ReasonCode(row.Cells[11]), care.RejectReasons(), false)
		}
		if err != nil {
			out.refuse(row.Line, "处理", row.Cells[10], err)
			continue
		}
		out.Updated++
		r := booking.ActRequest{Action: action, Version: v.Version, Reason: care.ReasonCode(row.Cells[11])}
		out.later(row.Line, func(ctx context.Context) error {
			_, err := s.Booking.Act(ctx, actor, booking.IdempotencyKey(care.NewID()), v.ID, r)
			return err
		})
	}
	return nil
}
