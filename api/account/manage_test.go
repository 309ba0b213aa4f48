package account_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"tuoyuquan/api/account"
	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// Whoever looks after accounts does so for their own area, for roles not above their own, and never for themselves; every deed is in the
// record, and two who do it at once are told.
func TestManageStaff(t *testing.T) {
	each(t, func(w *world) {
		admin := care.Actor{Kind: care.ActorAdmin, ID: "admin"}
		appoint := func(by care.Actor, name string, role care.Role, area string) (care.AccountID, error) {
			id, _, err := w.Appoint(w.ctx(), by, account.StaffInput{Username: name, Name: "张三", Role: role, Area: area})
			return id, err
		}
		city, err := appoint(admin, "city-one", care.ActorCity, "320500")
		if err != nil {
			w.Fatal(err)
		}
		cityActor := care.Actor{Kind: care.ActorCity, ID: string(city), Area: "320500"}
		one, err := appoint(cityActor, "district-one", care.ActorDistrict, "320508")
		if err != nil {
			w.Fatal(err)
		}
		district := care.Actor{Kind: care.ActorDistrict, ID: string(one), Area: "320508"}
		if _, err := appoint(cityActor, "elsewhere", care.ActorDistrict, "110105"); !care.Is(err, care.CodeNotFound) {
			w.Errorf("another city: %v", err)
		}
		if _, err := appoint(district, "above", care.ActorCity, "320500"); !care.Is(err, care.CodeNotAppointable) {
			w.Errorf("somebody above: %v", err)
		}
		if _, err := appoint(care.Actor{Kind: care.ActorInspector, ID: "i", Area: "320508"}, "no", care.ActorInspector, "320508"); !care.Is(err, care.CodeNotAllowed) {
			w.Errorf("by an inspector: %v", err)
		}
		inspector, err := appoint(district, "inspector-one", care.ActorInspector, "320508")
		if err != nil {
			w.Fatal(err)
		}
		list, err := w.ManagedStaff(w.ctx(), district)
		if err != nil || len(list) != 2 { // itself and the inspector; not the city
			w.Fatalf("%d accounts, %v", len(list), err)
		}
		act := func(by care.Actor, id care.AccountID, a account.StaffAct) (account.Managed, account.Code, error) {
			return w.ManageStaff(w.ctx(), by, id, a)
		}
		if _, _, err := act(district, one, account.StaffAct{Deed: account.StaffDisable, Version: 1}); !care.Is(err, care.CodeOwnAccount) {
			w.Errorf("one's own: %v", err)
		}
		if _, _, err := act(district, city, account.StaffAct{Deed: account.StaffDisable, Version: 1}); !care.Is(err, care.CodeNotFound) {
			w.Errorf("somebody above: %v", err)
		}
		m, _, err := act(district, inspector, account.StaffAct{Deed: account.StaffChange, Version: 1, Name: "李四", Area: "320508001"})
		if err != nil || m.Name != "李四" || m.Area != "320508001" || m.Version != 2 {
			w.Fatalf("changed: %+v %v", m, err)
		}
		if _, _, err := act(district, inspector, account.StaffAct{Deed: account.StaffDisable, Version: 1}); !care.Is(err, care.CodeStateConflict) {
			w.Errorf("two at once: %v", err)
		}
		if _, _, err := act(district, inspector, account.StaffAct{Deed: account.StaffChange, Version: 2, Area: "320507"}); !care.Is(err, care.CodeNotFound) {
			w.Errorf("moved out of the area: %v", err)
		}
		_, code, err := act(district, inspector, account.StaffAct{Deed: account.StaffReset, Version: 2})
		if err != nil || code.Code == "" {
			w.Errorf("reset: %v", err)
		}
		if m, _, err = act(cityActor, inspector, account.StaffAct{Deed: account.StaffDisable, Version: 3}); err != nil || !m.Disabled || len(m.May) != 1 {
			w.Errorf("disabled: %+v %v", m, err)
		}
		if _, _, err := act(cityActor, inspector, account.StaffAct{Deed: account.StaffReset, Version: 4}); !care.Is(err, care.CodeStateConflict) {
			w.Errorf("reset while closed: %v", err)
		}
		if m, _, err = act(cityActor, inspector, account.StaffAct{Deed: account.StaffEnable, Version: 4}); err != nil || m.Disabled {
			w.Errorf("enabled: %+v %v", m, err)
		}
	})
}

// Of two administrators who close each other's accounts at once one stays; and of two who change an account as they both saw it one does.
func TestNobodyIsLeftWithoutAnAdministrator(t *testing.T) {
	each(t, func(w *world) {
		root := care.Actor{Kind: care.ActorAdmin, ID: "root"}
		ids := make([]care.AccountID, 2)
		for i, name := range []string{"admin-one", "admin-two"} {
			var err error
			if ids[i], _, err = w.Appoint(w.ctx(), root, account.StaffInput{Username: name, Name: "张三", Role: care.ActorAdmin}); err != nil {
				w.Fatal(err)
			}
		}
		version := func(id care.AccountID) int64 {
			list, err := w.ManagedStaff(w.ctx(), root)
			if err != nil {
				w.Fatal(err)
			}
			for _, m := range list {
				if m.Account == id {
					return m.Version
				}
			}
			return 0
		}
		ctx := context.WithoutCancel(w.ctx())
		done := make(chan error, 4)
		at := version(ids[0])
		for _, name := range []string{"甲", "乙", "丙", "丁"} {
			go func() {
				_, _, err := w.ManageStaff(ctx, root, ids[0], account.StaffAct{Deed: account.StaffChange, Version: at, Name: name})
				done <- err
			}()
		}
		changed := 0
		for range 4 {
			if err := <-done; err == nil {
				changed++
			} else if !care.Is(err, care.CodeStateConflict) {
				w.Error(err)
			}
		}
		if changed != 1 {
			w.Errorf("%d changed it as they had all seen it", changed)
		}
		seen := [2]int64{version(ids[0]), version(ids[1])}
		for i := range ids {
			go func() {
				by := care.Actor{Kind: care.ActorAdmin, ID: string(ids[1-i])}
				_, _, err := w.ManageStaff(ctx, by, ids[i], account.StaffAct{Deed: account.StaffDisable, Version: seen[i]})
				done <- err
			}()
		}
		for range ids {
			if err := <-done; err != nil && !care.Is(err, care.CodeSignedOut) && !care.Is(err, care.CodeStateConflict) {
				w.Error(err)
			}
		}
		list, err := w.ManagedStaff(w.ctx(), root)
		if err != nil {
			w.Fatal(err)
		}
		open := 0
		for _, m := range list {
			if m.Role == care.ActorAdmin && !m.Disabled {
				open++
			}
		}
		if open == 0 {
			w.Error("nobody is left to open an account")
		}
	})
}

// Whoever looks after accounts cannot take one up behind the back of the person it is named after: of being appointed, reset, taken up,
// changed, closed and opened they are told at once, at the number the account had then; of a demonstration's accounts nobody is.
func TestThePersonHearsOfTheirAccount(t *testing.T) {
	each(t, func(w *world) {
		told := func() (events []care.NoticeEvent) {
			w.Helper()
			rows := must[[]store.OutboxRow](w)(w.store.ClaimOutbox(w.ctx(), care.TopicMessage, "t", care.InstantOf(w.clock.now()), time.Hour, 50))
			for _, r := range rows {
				var n care.Notice
				w.ok(json.Unmarshal(r.Payload, &n))
				if !n.Event.OfAccount() {
					continue
				}
				events = append(events, n.Event)
				if len(n.To) != 1 || !n.Urgent || !n.AnyHour || strings.Contains(string(r.Payload), "13900001234") {
					w.Errorf("%s: %s", n.Event, r.Payload)
					continue
				}
				if phone, _, err := w.Reach(n.To[0], n.PhoneSealed, ""); err != nil || phone != "13900001234" {
					w.Errorf("%s goes to %q, %v", n.Event, phone, err)
				}
			}
			return events
		}
		officer := care.Actor{Kind: care.ActorDistrict, ID: "officer", Area: "320508"}
		id, code, err := w.Appoint(w.ctx(), officer, account.StaffInput{
			Username: "inspector-a", Name: "张三", Role: care.ActorInspector, Area: "320508", Phone: "13900001234",
		})
		w.ok(err)
		w.arm(code.Code)
		version := int64(1)
		act := func(a account.StaffAct) account.Code {
			w.Helper()
			a.Version = version
			m, code, err := w.ManageStaff(w.ctx(), officer, id, a)
			w.ok(err)
			version = m.Version
			return code
		}
		act(account.StaffAct{Deed: account.StaffChange, Name: "李四"})
		w.arm(act(account.StaffAct{Deed: account.StaffReset}).Code)
		act(account.StaffAct{Deed: account.StaffDisable})
		act(account.StaffAct{Deed: account.StaffEnable})
		_, err = w.ResetStaff(w.ctx(), operator, "inspector-a")
		w.ok(err)
		w.ok(w.DisableStaff(w.ctx(), operator, "inspector-a", true))
		want := []care.NoticeEvent{
			care.NoticeAccountMade, care.NoticeAccountTaken, care.NoticeAccountChanged, care.NoticeAccountReset, care.NoticeAccountTaken,
			care.NoticeAccountClosed, care.NoticeAccountOpened, care.NoticeAccountReset, care.NoticeAccountClosed,
		}
		if got := told(); !slices.Equal(got, want) {
			w.Errorf("heard of %v, want %v", got, want)
		}
		_, _, err = w.InviteStaff(w.ctx(), operator, account.StaffInput{Username: "shown", Name: "演示", Role: care.ActorAdmin, Demo: true})
		w.ok(err)
		if got := told(); len(got) != 0 {
			w.Errorf("of a demonstration: %v", got)
		}
	})
}
