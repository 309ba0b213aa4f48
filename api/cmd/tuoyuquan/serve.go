package main

import (
	"cmp"
	"context"
	"fmt"
	"io/fs"
	"os"
	"sync"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/open311"
	"tuoyuquan/api/server"
	"tuoyuquan/api/stats"
	"tuoyuquan/frontend"
	"tuoyuquan/geo/synth"
	"tuoyuquan/geo/tile"
)

// serveCommand serves the API until it is told to stop.
type serveCommand struct {
	Demo bool `help:"fill an empty data folder with the demo city (示范数据) first"`
}

// lastWords is how long a stop waits for requests under way.
const lastWords = 10 * time.Second

func (c serveCommand) Run(w *world) error {
	if c.Demo {
		if err := w.fillDemoIfEmpty(); err != nil {
			return err
		}
	}
	index, err := w.openIndex()
	if err != nil {
		return err
	}
	a, err := w.open(index)
	if err != nil {
		return err
	}
	defer a.close()
	if a.people, err = w.openPeople(a.store, a.kv, a.replica, c.Demo); err != nil {
		return err
	}
	if a.people.demo {
		filled, err := w.fillDemoPeople(a.store, a.people)
		if err == nil && filled { // its story stops facilities and files new classes
			err = a.finder.Load(a.ctx)
		}
		if err != nil {
			return err
		}
	}
	w.log.Info("托育圈 chose", append(w.config.choices(), "demonstration", a.people.demo)...)
	a.audit = w.auditWith(a.store, a.people.scans)
	if a.register, err = w.openRegister(a.store, a.people, a.town().City); err != nil {
		return err
	}
	a.stats = stats.New(stats.Deps{Store: a.store, Finder: a.finder, Rules: a.people.rules.now.Load, Now: w.config.clock(), Log: w.log})
	if err := a.openLibrary(); err != nil {
		return err
	}
	deps := a.serverDeps()
	if deps.Pages, err = pages("TUOYUQUAN_WEB", w.config.Web, frontend.H5); err != nil {
		return err
	}
	if deps.Console, err = pages("TUOYUQUAN_CONSOLE", w.config.Console, frontend.Console); err != nil {
		return err
	}
	if deps.Map, err = w.config.openMap(a.kv, w.log); err != nil {
		return err
	}
	s, err := server.New(deps, a.serverOptions())
	if err != nil {
		return err
	}
	work, stop := context.WithCancel(w.ctx)
	var loops sync.WaitGroup
	loops.Go(func() { a.sequence(work) })
	loops.Go(func() { _ = a.finder.Follow(work) })
	loops.Go(func() { a.watchStreets(work, s) })
	loops.Go(func() { a.people.notify.Run(work) })
	loops.Go(func() { a.every(work, sweepEvery, "following clocks that ran out", a.sweep) })
	loops.Go(func() { a.every(work, sweepEvery, "following the clocks of complaints", a.sweepCases) })
	loops.Go(func() { a.every(work, sweepEvery, "checking files", a.sweepFiles) })
	loops.Go(func() { a.every(work, filingEvery, "following the clocks of filings", a.sweepFilings) })
	loops.Go(func() { a.every(work, rulesEvery, "reading rules and districts", a.readDistricts) })
	loops.Go(func() { a.every(work, rulesEvery, "reading policy documents", a.library.Refresh) })
	loops.Go(func() { a.every(work, retainEvery, "erasing what need not be kept", a.retain) })
	loops.Go(func() { a.every(work, statsEvery, "counting the day", a.countDay) })
	loops.Go(func() { a.every(work, auditEvery, "publishing the head of the record", a.publishHead) })
	loops.Go(func() { a.every(work, registerEvery, "following the register", a.followRegister) })
	loops.Go(func() { a.every(work, auditEvery, "publishing the register of the day", a.publishRegister) })
	defer loops.Wait()
	defer stop()

	failed := make(chan error, 1)
	go func() { failed <- s.Listen(w.config.Listen, func(addr string) { a.greet(addr, deps.Pages != nil) }) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serving on %s: %w", w.config.Listen, err)
	case <-w.ctx.Done():
	}
	w.log.Info("stopping: requests under way are answered first")
	limited, cancel := background(lastWords)
	defer cancel()
	return s.Shutdown(limited)
}

// pages gives an app: that of the folder in the settings, or the one built in; nil when there is none.
func pages(setting, folder string, builtIn func() fs.FS) (fs.FS, error) {
	if folder == "" {
		return builtIn(), nil
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", setting, err)
	}
	return root.FS(), nil // open as long as the process lives
}

// fillDemoIfEmpty fills the demo city once; a folder with data stays as it is.
func (w *world) fillDemoIfEmpty() error {
	st, err := w.openStore()
	if err != nil {
		return err
	}
	defer st.Close() //nolint:errcheck // every write has been answered
	empty, err := isEmpty(w, st)
	if err != nil || !empty {
		return err
	}
	return w.fillDemoCity(st, 1)
}

// greet prints where the service is and a question to try, once it takes connections.
func (a *app) greet(addr string, pages bool) {
	fmt.Fprintf(a.out, "\n  托育圈  http://%s\n", addr)
	if pages {
		fmt.Fprintf(a.out, "  在浏览器里打开它，就是家长用的页面；机构和主管部门用 /console。Open it in a browser: the app that families use; facilities and bureaus work at /console.\n")
	} else {
		fmt.Fprintf(a.out, "  这个程序里没有页面，只有接口；scripts/frontend 可以构建。No app is built in, only the API; scripts/frontend builds it.\n")
	}
	if near, ok := a.finder.Example(); ok {
		at := fmt.Sprintf("%.5f,%.5f", near[0], near[1])
		start := (care.Today(a.now()).MonthOf() + 1).First()
		fmt.Fprintf(a.out, "\n  步行 15 分钟内、%s 起有 20 个月大孩子托位的备案机构\n", start)
		fmt.Fprintf(a.out, "  Filed facilities within a 15-minute walk with room for a child of 20 months from %s\n", start)
		fmt.Fprintf(a.out, "    http://%s/api/v1/facilities?near=%s&minutes=15&age_months=20&start=%s&vacant=true\n", addr, at, start)
		fmt.Fprintf(a.out, "    %s find --near %s --age 20 --start %s --vacant\n", os.Args[0], at, start)
		fmt.Fprintf(a.out, "\n  步行范围 The walking area\n    http://%s/api/v1/circle?near=%s&minutes=15\n", addr, at)
	}
	a.greetPeople(addr)
	fmt.Fprintf(a.out, "\n  接口文档 The API\n    http://%s/docs\n\n", addr)
}

// greetPeople prints who one can be in a demonstration, one of each role.
func (a *app) greetPeople(addr string) {
	if !a.people.demo {
		return
	}
	list, err := a.people.accounts.DemoPeople(a.ctx)
	if err != nil {
		a.log.Warn("the demonstration's accounts cannot be read", "error", err)
		return
	}
	fmt.Fprintf(a.out, "\n  示范账号：不用密码，在这一页选一个身份就能登录，发到手机的消息也在那里\n")
	fmt.Fprintf(a.out, "  Accounts to try: choose one on this page, no password; what would go to telephones is shown there too\n")
	fmt.Fprintf(a.out, "    http://%s/pkg-account/demo/index\n", addr)
	seen := map[care.Role]bool{}
	for _, p := range list {
		if !seen[p.Role] {
			seen[p.Role] = true
			fmt.Fprintf(a.out, "      %-10s %s\n", p.Role, p.Name)
		}
	}
}

// watchStreets looks every second whether other streets have been imported beside the serving process, and then uses them.
func (a *app) watchStreets(ctx context.Context, s *server.Server) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		info, err := currentStreets(a.config.Data)
		if err != nil || a.streets != nil && a.streets.Folder == info.Folder {
			continue // none yet, or being written: look again
		}
		if err := a.changeStreets(ctx, s); err != nil && ctx.Err() == nil {
			a.log.Error("using the new streets failed; trying again", "error", err)
		}
	}
}

func (a *app) changeStreets(ctx context.Context, s *server.Server) error {
	fresh, err := openStreets(ctx, a.config.Data, a.log)
	if err != nil {
		return err
	}
	if err := a.finder.UseStreets(ctx, fresh.Graph); err != nil {
		return err
	}
	a.streets = fresh
	s.Use(a.town())
	a.log.Info("using other streets", "extract", cmp.Or(fresh.Extract, "demo city"), "nodes", fresh.Graph.NumNodes())
	return nil
}

func (a *app) serverDeps() server.Deps {
	return server.Deps{
		Finder: a.finder, Store: a.store, KV: a.kv, Basemap: a.town().Basemap, Now: a.config.clock(), Log: a.log,
		Account: a.people.accounts, Booking: a.people.booking, Casework: a.people.casework, Facility: a.people.facility, Notify: a.people.notify, Audit: a.audit, Register: a.register, Filing: a.people.filing, Stats: a.stats, Policies: a.library,
	}
}

func (a *app) serverOptions() server.Options {
	town := a.town()
	return server.Options{
		Version: version, City: town.City, LivePages: a.config.Web != "" || a.config.Console != "", Attribution: town.Attribution, Network: town.Network, Public: a.config.Public,
		Demo:           a.people.demo,
		MapApproval:    a.config.BasemapApproval,
		AllowedOrigins: a.config.AllowedOrigins, RequestsPerMin: a.config.requestLimit(),
		TrustedProxies: a.config.TrustedProxies, ReporterSecret: []byte(a.config.ReporterSecret),
		Open311: open311.Options{Keys: a.config.Open311Keys, Contact: a.config.Open311Contact, Jurisdiction: a.config.Open311Jurisdiction},
	}
}

// town is what the streets in force say of themselves.
func (a *app) town() server.Town {
	t := server.Town{City: a.config.City}
	if a.streets == nil {
		return t
	}
	t.Attribution = []string{tile.Attribution}
	if a.streets.Demo {
		t.City, t.Attribution = cmp.Or(t.City, synth.Name), []string{synth.Label}
	}
	if a.config.Basemap == "own" {
		t.Basemap = a.streets.Basemap
	}
	stats := a.streets.Stats
	t.Network = server.NetworkInfo{
		Streets: true, FootKm: stats.Confidence, Confidence: confidence(stats.Confidence), StreetCount: a.streets.Graph.NumNodes(),
	}
	if !stats.Timestamp.IsZero() {
		t.Network.MappedAt = stats.Timestamp.Format(time.DateOnly)
	}
	return t
}

// confidence says in a word how far walks can be trusted, from the foot ways mapped per km² (see osm.Stats): the
// Chinese extracts that hardly map any have under 1, those walked and mapped by people over 4.
func confidence(footKilometres float64) string {
	switch {
	case footKilometres < 1:
		return "low"
	case footKilometres < 4:
		return "medium"
	default:
		return "high"
	}
}
