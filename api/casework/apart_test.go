package casework_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/notify"
	"tuoyuquan/api/store"
	"tuoyuquan/api/store/storetest"
)

// somebody is one of two complainants who differ in everything about themselves.
type somebody struct{ family, name, phone, child string }

var apart = [2]somebody{
	{"anna", "欧阳安娜", "13900001111", "欧阳小满"},
	{"benjamin-of-the-long-name", "司马本杰明·阿卜杜勒", "+8613711112222", "雪"},
}

// leaks are faults the test must catch, each put in by hand.
type leaks struct {
	log    bool // a name in one log line
	notice bool // an account in a notice
	text   bool // a name in the office's words
}

// TestWhoComplainedMakesNoDifference lives the same story twice with two complainants, and compares every byte that is kept outside the
// vault, shown to the facility, the desk and the public, sent to anybody else, exported and logged.
func TestWhoComplainedMakesNoDifference(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { liveApart(t, storetest.SQLiteURL) })
	t.Run("postgresql", func(t *testing.T) { liveApart(t, storetest.PostgresURL) })
}

func liveApart(t *testing.T, address func(testing.TB) string) {
	first, second := live(t, address(t), apart[0], leaks{}), live(t, address(t), apart[1], leaks{})
	bytes := 0
	for _, sink := range slices.Sorted(maps.Keys(first)) {
		if d := difference(first[sink], second[sink]); d != "" {
			t.Errorf("%s: %s", sink, d)
		}
		bytes += len(first[sink])
	}
	if len(first) != len(second) || len(first) < 30 || bytes < 20_000 {
		t.Errorf("%d and %d sinks with %d bytes: this proves nothing", len(first), len(second), bytes)
	}
	for sink, found := range canariesIn(first, apart[0]) {
		t.Errorf("%s holds %s", sink, found)
	}
	for sink, found := range canariesIn(second, apart[1]) {
		t.Errorf("%s holds %s", sink, found)
	}
	t.Logf("%d sinks, %d bytes, the same for both", len(first), bytes)
}

// The negative control: with a name in one log line, an account in one notice, or a name in words that are shown, the comparison and the
// canaries both say so, and say where.
func TestADifferenceIsCaught(t *testing.T) {
	for name, c := range map[string]struct {
		leak leaks
		in   string
	}{
		"a name in one log line":      {leaks{log: true}, "log"},
		"an account in a notice":      {leaks{notice: true}, "table outbox"},
		"a name in the summary shown": {leaks{text: true}, "facility sees"},
	} {
		t.Run(name, func(t *testing.T) {
			first, second := live(t, storetest.SQLiteURL(t), apart[0], c.leak), live(t, storetest.SQLiteURL(t), apart[1], c.leak)
			if difference(first[c.in], second[c.in]) == "" {
				t.Errorf("%s is the same for both", c.in)
			}
			if canariesIn(first, apart[0])[c.in] == "" {
				t.Errorf("no canary is seen in %s", c.in)
			}
		})
	}
}

// difference shows where two texts part.
func difference(a, b string) string {
	if a == b {
		return ""
	}
	i := 0
	for i < min(len(a), len(b)) && a[i] == b[i] {
		i++
	}
	from := max(0, i-120)
	return fmt.Sprintf("parts after %d bytes:\n…%s\n…%s", i, a[from:min(len(a), i+160)], b[from:min(len(b), i+160)])
}

// canariesIn says in which sinks something of somebody is found.
func canariesIn(sinks map[string]string, who somebody) map[string]string {
	found := map[string]string{}
	for sink, text := range sinks {
		for _, word := range []string{who.name, who.phone, strings.TrimPrefix(who.phone, "+86"), "guardian-" + who.family, "child-" + who.family, `"` + who.family + `"`} {
			if strings.Contains(text, word) {
				found[sink] = word
			}
		}
	}
	return found
}

// live lives the story of one complainant and returns everything outside the vault, by where it was found.
func live(t *testing.T, address string, is somebody, leak leaks) map[string]string {
	t.Helper()
	ctx, w := t.Context(), newNeighbours(t, storetest.Open(t, address))
	w.facility("f", 20)
	w.facility("g", 5)
	zoe := w.family("zoe", "郑佐伊", "13988887777", "郑一一")
	who := w.family(is.family, is.name, is.phone, is.child)
	if leak.log {
		w.leak = func(name string) { w.logger.Info("an identity was asked for", "name", name) }
	}
	child := care.ChildID("child-" + is.family)
	signed := w.complains(by(who), "f", casework.SubmitRequest{Child: child, Name: is.name, Phone: is.phone})
	w.pass(oneDay) // so that no two are due at the same instant: which comes first then is chance
	w.complains(by(zoe), "f", casework.SubmitRequest{Child: "child-zoe"})
	w.pass(oneDay)
	quiet := w.complains(by(who), "g", casework.SubmitRequest{Anonymous: true, Category: care.CategoryFood})
	w.pass(oneDay)
	called := w.complains(casework.Complainant{Actor: nobody.Actor, Net: "net-" + is.family}, "f", casework.SubmitRequest{Name: is.name, Phone: is.phone, Category: care.CategoryFalseInfo})
	w.pass(oneDay)
	report, err := w.cases.Import(ctx, officer1, strings.NewReader("工单编号,诉求内容,类别,机构编号,来电人,联系电话\n20260302001,"+whatHappened+",超员,f,"+is.name+","+is.phone+"\n"))
	if err != nil || report.Created != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	sinks := map[string]string{"what importing says": jsonOf(t, report)}
	w.handled(signed.ID)
	ref := signed.ID
	if _, err := w.cases.OpenIdentity(ctx, officer2, ref, care.OpenToContact, "要联系投诉人核实班级人数"); err != nil {
		t.Fatal(err)
	}
	w.act(officer2, ref, care.CaseActContact, care.CaseBody{Way: care.ContactMessage}, "我们已经开始办理，请问是哪个班？")
	if _, err := w.cases.ActOwn(ctx, by(who), ref, casework.OwnAct{Action: care.CaseActMessage, Text: "是小一班。"}); err != nil {
		t.Fatal(err)
	}
	summary := "请说明各班实际人数与公示人数。"
	if leak.text {
		summary = is.name + "反映人数不符"
	}
	preview, err := w.cases.Preview(ctx, officer2, ref, summary)
	if err != nil {
		t.Fatal(err)
	}
	sinks["preview"] = jsonOf(t, preview)
	w.act(officer2, ref, care.CaseActRelease, care.CaseBody{}, summary)
	w.look(sinks, "after the release", signed.ID, quiet.ID, called.ID)
	if _, err := w.cases.AnswerRelease(ctx, staffOf("f"), ref, "已按公示人数分班。", 0); err != nil {
		t.Fatal(err)
	}
	w.pass(oneDay)
	w.act(officer2, ref, care.CaseActPropose, care.CaseBody{
		Findings: []care.CaseFinding{{Allegation: 1, Result: care.Substantiated}}, Measures: []care.CaseMeasure{{Code: care.MeasureRectify}},
	}, "经查属实，已责令改正。")
	w.act(officer3, ref, care.CaseActApprove, care.CaseBody{}, "")
	w.sweep()
	w.deliver()
	w.sweep()
	w.act(officer1, ref, care.CaseActClose, care.CaseBody{Answers: &care.CaseAnswers{Contacted: care.SaidYes, Solved: care.SaidYes, Satisfied: care.SaidNo}}, "")
	yes := true
	if _, err := w.cases.ActOwn(ctx, by(who), ref, casework.OwnAct{Action: care.CaseActRate, Rating: 2, Solved: &yes, Satisfied: &yes}); err != nil {
		t.Fatal(err)
	}
	code := casework.Complainant{Actor: nobody.Actor, Net: "net-" + is.family, Code: quiet.TrackingCode}
	if _, err := w.cases.ActOwn(ctx, code, quiet.ID, casework.OwnAct{Action: care.CaseActWithdraw}); err != nil {
		t.Fatal(err)
	}
	if leak.notice {
		w.write(func(ctx context.Context, tx *store.Tx) error {
			return tx.Enqueue(ctx, "elsewhere", 1, care.Notice{ID: "leak", Event: care.NoticeCaseReplied, To: []care.AccountID{care.AccountID(who.ID)}, Case: ref})
		})
	}
	w.pass(29 * oneDay)
	w.sweep()
	if err := w.cases.LeaveAll(ctx, who, who.Family, ""); err != nil {
		t.Fatal(err)
	}
	w.look(sinks, "at the end", signed.ID, quiet.ID, called.ID)
	w.tables(sinks, address)
	sinks["log"] = inOrder(w.log.String())
	return sinks
}

func jsonOf(t testing.TB, v any) string {
	t.Helper()
	text, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return inOrder(string(text))
}

// deliver lets the messages that wait be told.
func (w *neighbours) deliver() {
	w.t.Helper()
	s := notify.New(notify.Deps{
		Store: w.st, KV: w.limits, Now: w.clock, Log: w.logger, Complainants: w.cases.Complainants,
		Names:     func(context.Context, []care.ChildID) (map[care.ChildID]string, error) { return nil, nil },
		Reach:     func(store.Reader) (notify.Address, error) { return notify.Address{}, nil },
		Delivered: func(context.Context, *store.Tx, care.ApplicationID, care.Instant) error { return nil },
	}, notify.Options{Holder: "test"})
	if err := s.Work(w.t.Context()); err != nil {
		w.t.Fatal(err)
	}
}

// look collects what everybody but the complainant is shown.
func (w *neighbours) look(sinks map[string]string, when string, ids ...care.CaseID) {
	t, ctx := w.t, w.t.Context()
	t.Helper()
	keep := func(what string, v any, err error) {
		t.Helper()
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		sinks[what+" "+when] = jsonOf(t, v)
	}
	for _, f := range []care.FacilityID{"f", "g"} {
		seen, err := w.cases.FacilityCases(ctx, staffOf(f))
		keep("facility "+string(f)+" sees", seen, err)
		desk, err := w.booking.FacilityDesk(ctx, staffOf(f))
		keep("desk of facility "+string(f), desk, err)
		similar, err := w.cases.Similar(ctx, casework.SimilarQuery{Facility: f, Category: care.CategoryCapacity})
		keep("similar cases at "+string(f), similar, err)
	}
	sinks["facility sees"] = sinks["facility f sees "+when]
	for i, id := range ids {
		c, err := w.cases.Case(ctx, officer3, id)
		keep(fmt.Sprint("case ", i), c, err)
	}
	for _, closed := range []bool{false, true} {
		page, err := w.cases.Inbox(ctx, officer3, casework.InboxFilter{Closed: closed, Limit: 100})
		keep(fmt.Sprint("inbox ", closed), page, err)
	}
	openings, err := w.cases.Openings(ctx, officer3)
	keep("openings", openings, err)
	public, err := w.cases.PublicCases(ctx, casework.PublicFilter{Limit: 100})
	keep("what everybody sees", public, err)
	performance, err := w.cases.Performance(ctx)
	keep("performance", performance, err)
	today := care.DateOf(w.clock())
	rates, err := w.cases.Rates(ctx, officer3, today.AddDays(-60), today, "unit")
	keep("rates", rates, err)
	duty, err := w.cases.Roster(ctx, officer3)
	keep("roster", duty, err)
}

// ofAccounts are tables of who has an account here, whether they complain or not, and the inbox: to whom a message is, is what it is.
var ofAccounts = []string{
	"account", "family", "member", "child", "login", "goose_db_version", "lease", "sqlite_sequence", "news", "chain",
	"vault_identity", "vault_file", "vault_opening", "vault_watch", "vault_hold",
}

// tables collects every table outside the vault, row by row. PostgreSQL may put an updated row anywhere, so rows stand in the order of what
// they say apart from their ids, and where they say the same in the order they are found.
func (w *neighbours) tables(sinks map[string]string, address string) {
	w.t.Helper()
	for table, rows := range dump(w.t, address) {
		if slices.Contains(ofAccounts, table) {
			continue
		}
		said := make([]string, 0, len(rows))
		for _, row := range rows {
			var b strings.Builder
			for _, column := range slices.Sorted(maps.Keys(row)) {
				value := row[column]
				switch {
				case strings.HasSuffix(column, "_sealed") || (table == "complaint" && column == "wants"):
					value = fmt.Sprint(len(value), " bytes sealed")
				case table == "message" && column == "account_id" && strings.HasPrefix(value, "guardian-"):
					value = "whoever it is for"
				case table == "change" && column == "hash": // hangs on ids
					value = "a hash"
				case strings.Contains(column, "sha256"):
					value = "a hash"
				}
				fmt.Fprintf(&b, "%s=%s\n", column, value)
			}
			said = append(said, b.String())
		}
		slices.SortStableFunc(said, func(a, b string) int {
			return strings.Compare(uuids.ReplaceAllString(hashesOut(a), "ID"), uuids.ReplaceAllString(hashesOut(b), "ID"))
		})
		sinks["table "+table] = hashesOut(inOrder(strings.Join(said, "\n")))
	}
}

// hashesOut puts a word in place of the hash of a step, which hangs on the step's id.
func hashesOut(text string) string {
	for {
		i := strings.Index(text, `"sha256":"`)
		if i < 0 {
			return text
		}
		text = text[:i] + `a hash` + text[i+len(`"sha256":"`)+64:]
	}
}

// dump reads a whole database, as text.
func dump(t testing.TB, address string) map[string][]map[string]string {
	t.Helper()
	driver, list, order := "pgx", "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()", "ctid"
	if path, lite := strings.CutPrefix(address, "sqlite:"); lite {
		driver, address, list, order = "sqlite", path, "SELECT name FROM sqlite_master WHERE type = 'table'", "rowid"
	}
	db, err := sql.Open(driver, address)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close() //nolint:errcheck // read to the end
	out := map[string][]map[string]string{}
	for _, row := range rowsOf(t, db, list) {
		for _, table := range row {
			out[table] = rowsOf(t, db, "SELECT * FROM "+table+" ORDER BY "+order)
		}
	}
	return out
}

func rowsOf(t testing.TB, db *sql.DB, query string) (out []map[string]string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close() //nolint:errcheck // read to the end
	names, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		values := make([]any, len(names))
		for i := range values {
			values[i] = new(any)
		}
		if err := rows.Scan(values...); err != nil {
			t.Fatal(err)
		}
		row := map[string]string{}
		for i, name := range names {
			row[name] = fmt.Sprint(*values[i].(*any))
		}
		out = append(out, row)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return out
}
