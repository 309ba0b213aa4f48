package booking

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"tuoyuquan/api/care"
)

// A calendar file (RFC 5545) of one visit or one session. No child is named in it: calendars are shared and synchronised.

// event is what a calendar file holds.
type event struct {
	id         string // never changes, so that a later file replaces the entry an earlier one made
	sequence   int64
	changed    care.Instant
	from, to   care.Instant
	title      string
	facility   FacilityName
	cancelled  bool
	remindMins int
}

// VisitCalendar returns a calendar file of a visit of the actor's family, in English or Chinese.
func (s *Service) VisitCalendar(ctx context.Context, actor care.Actor, id care.VisitID, english bool) ([]byte, error) {
	v, err := s.Visit(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	title := "预约参观：" + v.Facility.Name
	if english {
		title = "Visit: " + v.Facility.Name
	}
	return calendarFile(event{
		id: "visit-" + string(v.ID), sequence: v.Version, changed: v.UpdatedAt, from: v.StartsAt, to: v.EndsAt, title: title, facility: v.Facility,
		cancelled: v.State == care.VisitCancelled, remindMins: 120,
	}), nil
}

// EntryCalendar returns a calendar file of a child's place in a session, in English or Chinese.
func (s *Service) EntryCalendar(ctx context.Context, actor care.Actor, id care.EntryID, english bool) ([]byte, error) {
	v, err := s.Entry(ctx, actor, id)
	if err != nil {
		return nil, err
	}
	word := map[care.Mode]string{care.Hourly: "计时托", care.Drop: "临时托"}[v.Session.Mode]
	title := word + "：" + v.Facility.Name
	if english {
		title = "Childcare: " + v.Facility.Name
	}
	return calendarFile(event{
		id: "entry-" + string(v.ID), sequence: v.Version, changed: v.UpdatedAt, from: v.Session.StartsAt(), to: v.Session.EndsAt(), title: title,
		facility: v.Facility, cancelled: !v.State.Seated(), remindMins: 60,
	}), nil
}

func calendarFile(e event) []byte {
	var b strings.Builder
	line := func(name, value string) { fold(&b, name+":"+value) }
	status := "CONFIRMED"
	if e.cancelled {
		status = "CANCELLED"
	}
	line("BEGIN", "VCALENDAR")
	line("VERSION", "2.0")
	line("PRODID", "-//tuoyuquan//booking//ZH")
	line("CALSCALE", "GREGORIAN")
	line("METHOD", "PUBLISH")
	line("BEGIN", "VEVENT")
	line("UID", e.id+"@tuoyuquan")
	line("SEQUENCE", strconv.FormatInt(e.sequence, 10))
	line("DTSTAMP", utc(e.changed))
	line("DTSTART", utc(e.from))
	line("DTEND", utc(e.to))
	line("SUMMARY", escape(e.title))
	if e.facility.Address != "" {
		line("LOCATION", escape(e.facility.Address))
	}
	if e.facility.Phone != "" {
		line("CONTACT", escape(e.facility.Phone))
	}
	line("STATUS", status)
	line("CLASS", "PRIVATE")
	if !e.cancelled {
		line("BEGIN", "VALARM")
		line("ACTION", "DISPLAY")
		line("DESCRIPTION", escape(e.title))
		line("TRIGGER", fmt.Sprintf("-PT%dM", e.remindMins))
		line("END", "VALARM")
	}
	line("END", "VEVENT")
	line("END", "VCALENDAR")
	return []byte(b.String())
}

func utc(i care.Instant) string { return i.Time().UTC().Format("20060102T150405Z") }

// escape writes a text as a TEXT value: a line break, a comma or a semicolon in a name must not end it.
func escape(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(s)
	s = strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' || r == 0x7f {
			return -1
		}
		return r
	}, s)
	return strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(s)
}

// fold ends a line after 75 bytes, never inside a character, and goes on with a blank in the next.
func fold(b *strings.Builder, line string) {
	const most = 75
	room := most
	for len(line) > room {
		cut := room
		for !utf8.RuneStart(line[cut]) {
			cut--
		}
		b.WriteString(line[:cut] + "\r\n ")
		line, room = line[cut:], most-1
	}
	b.WriteString(line + "\r\n")
}
