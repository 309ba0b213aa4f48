package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"time"

	"tuoyuquan/api/account"
	"tuoyuquan/api/booking"
	"tuoyuquan/api/care"
	"tuoyuquan/api/finder"
	"tuoyuquan/api/store"
)

// metaDemoPeople says that the made-up people are whole; anything else there is of them was left by a kill.
const metaDemoPeople = finder.MetaDemo + ".people"

// metaDemoMissed keeps how many steps of their story were refused.
const metaDemoMissed = metaDemoPeople + ".missed"

// fillDemoPeople puts made-up people into the demo city, once: an account for each role, a family with two children, and other
// families whose applications, visits and sessions stand in many states. They go through the same services as everybody, by
// a clock that begins some weeks ago. It says whether it has done so now.
func (w *world) fillDemoPeople(st *store.Store, p *people) (filled bool, err error) {
	done, err := st.Meta(w.ctx, metaDemoPeople)
	if err != nil || done == "true" {
		return false, err
	}
	if err := st.ClearDemoPeople(w.ctx); err != nil {
		return false, fmt.Errorf("demo people: %w", err)
	}
	began := time.Now()
	d := &demoPeople{ctx: w.ctx, p: p, store: st, log: w.log, base: w.config.clock()(), families: map[string]*demoFamily{}}
	d.booking = p.bookingAt(st, func() time.Time { return d.at }, w.log)
	if err := d.fill(); err != nil {
		return false, fmt.Errorf("demo people: %w", err)
	}
	if err := st.SetMeta(w.ctx, metaDemoMissed, strconv.Itoa(d.missed)); err != nil {
		return false, fmt.Errorf("demo people: %w", err)
	}
	if err := st.SetMeta(w.ctx, metaDemoPeople, "true"); err != nil {
		return false, fmt.Errorf("demo people: %w", err)
	}
	w.log.Info("filled the demo city's people (示范数据)", "families", len(d.families), "left out", d.missed, "in", time.Since(began).Round(time.Millisecond))
	return true, nil
}

// demoPeople fills a demonstration with people.
type demoPeople struct {
	ctx      context.Context //nolint:containedctx // lives as long as one filling
	p        *people
	store    *store.Store
	booking  *booking.Service // goes by at
	log      *slog.Logger
	base     time.Time // the moment the demonstration shows
	at       time.Time // the moment that is being told
	keys     int
	missed   int // steps that were refused
	families map[string]*demoFamily

	home, full       care.Facility // whose staff one can be; one whose class is full
	quiet            care.Facility // one that has not said for days how full it is, so that it is asked; may be none
	works            care.Facility // for the staff of its employer alone
	class, fullClass care.Class
	side             *care.Class // by the hour or now and then; nil: home has none
	staff, bureau    care.Actor
	today            care.Date
	applications     map[string]booking.View
}

// demoFamily is a made-up family with its children.
type demoFamily struct {
	actor    care.Actor
	children map[string]care.ChildID
}

func (d *demoPeople) fill() error {
	d.today = care.DateOf(d.base.In(care.Shanghai))
	d.applications = map[string]booking.View{}
	if err := d.choose(); err != nil {
		return err
	}
	for _, step := range []func() error{d.chooseWorks, d.addStaff, d.addFamilies} {
		if err := step(); err != nil {
			return err
		}
	}
	d.tell()
	d.claim()
	if err := d.supervise(); err != nil {
		return err
	}
	if err := d.complain(); err != nil {
		return err
	}
	if err := d.keepOwn(); err != nil {
		return err
	}
	if err := d.file(); err != nil {
		return err
	}
	return d.ctx.Err()
}

// choose finds the facility whose staff one can be, and one with a class that is full.
func (d *demoPeople) choose() error {
	var homes, fulls, quiets []care.Facility
	old := care.InstantOf(d.base) - 3*24*3_600_000
	err := d.store.EachFacility(d.ctx, func(f care.Facility) error {
		if !f.Demo || !f.Public(false) || !f.MayTake() || f.Location == nil || f.Kind == care.KindEmployer || f.Kind == care.KindHome {
			return nil
		}
		if slices.ContainsFunc(f.Classes, func(c care.Class) bool { return c.ConfirmedAt > 0 && c.ConfirmedAt < old }) {
			quiets = append(quiets, f)
		}
		for _, c := range f.Classes {
			if c.Mode != care.FullDay || c.Band != care.BandToddler || c.FromMonths > 15 || len(c.Pools) == 0 {
				continue
			}
			switch least := leastFree(c); {
			case least >= 7 && sideClass(&f) != nil:
				homes = append(homes, f)
			case least == 0 && c.Pools[0].Free() == 0 && c.Pools[1].Free() == 0:
				fulls = append(fulls, f)
			}
			break
		}
		return nil
	})
	if err != nil {
		return err
	}
	if len(homes) == 0 || len(fulls) == 0 {
		return errors.New("the demo city has no facility that suits its people")
	}
	byName := func(a, b care.Facility) int { return strings.Compare(string(a.ID), string(b.ID)) }
	d.home, d.full = slices.MinFunc(homes, byName), slices.MinFunc(fulls, byName)
	quiets = slices.DeleteFunc(quiets, func(f care.Facility) bool { return f.ID == d.home.ID || f.ID == d.full.ID })
	if len(quiets) > 0 {
		d.quiet = slices.MinFunc(quiets, byName)
	}
	d.class, d.fullClass, d.side = toddlers(&d.home), toddlers(&d.full), sideClass(&d.home)
	return nil
}

func toddlers(f *care.Facility) care.Class {
	i := slices.IndexFunc(f.Classes, func(c care.Class) bool { return c.Mode == care.FullDay && c.Band == care.BandToddler })
	return f.Classes[i]
}

// sideClass is the class of a facility for hours and single days.
func sideClass(f *care.Facility) *care.Class {
	for i := range f.Classes {
		if m := f.Classes[i].Mode; m == care.Hourly || m == care.Drop {
			return &f.Classes[i]
		}
	}
	return nil
}

// leastFree is the fewest free places of a class in the months of the coming year.
func leastFree(c care.Class) int {
	least := 100
	for _, p := range c.Pools[:min(12, len(c.Pools))] {
		least = min(least, p.Free())
	}
	return least
}

// addStaff makes one account for each role of staff. Nobody has their password: they are there for the demonstration's page.
func (d *demoPeople) addStaff() error {
	county := d.home.AreaCode[:6]
	for _, in := range []account.StaffInput{
		{Username: "demo-facility", Name: "李园长", Role: care.ActorFacility, Facility: d.home.ID},
		{Username: "demo-facility-2", Name: "赵园长", Role: care.ActorFacility, Facility: d.full.ID},
		{Username: "demo-facility-3", Name: "孙园长", Role: care.ActorFacility, Facility: d.quiet.ID},
		{Username: "demo-facility-4", Name: "钱主任（单位办托）", Role: care.ActorFacility, Facility: d.works.ID},
		{Username: "demo-district", Name: "周科长", Role: care.ActorDistrict, Area: county},
		{Username: "demo-city", Name: "吴处长", Role: care.ActorCity, Area: d.home.AreaCode[:4] + "00"},
		{Username: "demo-inspector", Name: "郑督导", Role: care.ActorInspector, Area: county},
		{Username: "demo-admin", Name: "系统管理员", Role: care.ActorAdmin},
	} {
		if in.Role == care.ActorFacility && in.Facility == "" {
			continue
		}
		in.Demo = true
		id, _, err := d.p.accounts.InviteStaff(d.ctx, operator("demo"), in)
		if err != nil {
			return fmt.Errorf("%s: %w", in.Username, err)
		}
		switch in.Username {
		case "demo-facility":
			d.staff = care.Actor{Kind: care.ActorFacility, ID: string(id), Facility: in.Facility}
		case "demo-district":
			d.bureau = care.Actor{Kind: care.ActorDistrict, ID: string(id), Area: in.Area}
		}
	}
	return nil
}

// demoChild is a made-up child: its age on the day of the demonstration.
type demoChild struct {
	name   string
	months int
	notes  string
}

// demoFamilies are the made-up families. The first is the one to be.
var demoFamilies = []struct {
	key, guardian, delegate string
	children                []demoChild
}{
	{"show", "张敏（示范家长）", "王桂兰（示范代办）", []demoChild{{"豆豆", 20, "对鸡蛋过敏"}, {"果果", 9, ""}}},
	{"chen", "陈晨", "", []demoChild{{"米粒", 17, ""}}},
	{"lin", "林静", "", []demoChild{{"小满", 18, "睡前要安抚"}}},
	{"zhao", "赵磊", "", []demoChild{{"禾禾", 19, ""}}},
	{"sun", "孙悦", "", []demoChild{{"安安", 17, ""}}},
	{"qian", "钱浩", "", []demoChild{{"可乐", 16, "对牛奶过敏"}}},
	{"zhou", "周婷", "", []demoChild{{"元宝", 18, ""}}},
	{"wu", "吴迪", "", []demoChild{{"乐乐", 19, ""}}},
	{"zheng", "郑爽朗", "", []demoChild{{"糖糖", 17, ""}}},
	{"feng", "冯雪", "", []demoChild{{"一一", 16, ""}}},
	{"chu", "褚楠", "", []demoChild{{"多多", 18, ""}}},
	{"wei", "卫东", "", []demoChild{{"圆圆", 17, ""}}},
	{"he", "何苗", "", []demoChild{{"朵朵", 19, ""}}},
	{"lv", "吕洋", "", []demoChild{{"天天", 17, ""}}},
}

func (d *demoPeople) addFamilies() error {
	for i, f := range demoFamilies {
		guardian, family := care.AccountID(care.NewID()), care.FamilyID(care.NewID())
		// 19900000000 and following are in no operator's range.
		phone := func(n int) string { return fmt.Sprintf("1990000%04d", n) }
		add := func(p account.DemoPerson) error { return d.p.accounts.AddDemoPerson(d.ctx, p) }
		if err := add(account.DemoPerson{ID: guardian, Family: family, Role: care.ActorGuardian, Name: f.guardian, Phone: phone(i + 1)}); err != nil {
			return fmt.Errorf("family %s: %w", f.key, err)
		}
		if f.delegate != "" {
			person := account.DemoPerson{ID: care.AccountID(care.NewID()), Family: family, Role: care.ActorDelegate, Name: f.delegate, Phone: phone(100 + i)}
			if err := add(person); err != nil {
				return fmt.Errorf("family %s: %w", f.key, err)
			}
		}
		made := &demoFamily{actor: care.Actor{Kind: care.ActorGuardian, ID: string(guardian), Family: family}, children: map[string]care.ChildID{}}
		d.families[f.key] = made
		if err := d.addChildren(made, f.children); err != nil {
			return fmt.Errorf("family %s: %w", f.key, err)
		}
	}
	return nil
}

// addChildren adds children with their papers and what their family agreed to.
func (d *demoPeople) addChildren(f *demoFamily, children []demoChild) error {
	accounts := d.p.accounts
	person := account.Person{Actor: f.actor, Account: care.AccountID(f.actor.ID), Role: care.ActorGuardian, Family: f.actor.Family, Device: account.DeviceWeb}
	agree := func(child care.ChildID, purposes ...care.Purpose) error {
		for _, text := range accounts.Texts("zh") {
			if slices.Contains(purposes, text.Purpose) {
				if _, err := accounts.GiveConsent(d.ctx, person, text.Purpose, text.Version, child, "zh"); err != nil {
					return fmt.Errorf("consent %s: %w", text.Purpose, err)
				}
			}
		}
		return nil
	}
	if err := agree("", care.PurposeMessages); err != nil {
		return err
	}
	for _, c := range children {
		birth := care.DateOf(d.today.Time().AddDate(0, -c.months, -5))
		child, err := accounts.AddChild(d.ctx, f.actor, account.ChildInput{Name: c.name, Birth: birth, Notes: c.notes})
		if err != nil {
			return err
		}
		f.children[c.name] = child.ID
		if err := agree(child.ID, care.PurposeBooking, care.PurposeHealth); err != nil {
			return err
		}
		for kind, ago := range map[care.PaperKind]int{care.PaperHealth: 12, care.PaperVaccination: 40} {
			in := account.PaperInput{Kind: kind, ExamDate: d.today.AddDays(-ago), IssuedBy: "示范市妇幼保健院"}
			if _, err := accounts.AddPaper(d.ctx, f.actor, child.ID, in); err != nil {
				return fmt.Errorf("paper %s: %w", kind, err)
			}
		}
	}
	return nil
}
