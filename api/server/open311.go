package server

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"
	"github.com/paulmach/orb"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
	"tuoyuquan/api/open311"
)

// civicPath is where GeoReport v2 stands: outside of our own interface, with its own documents for everything, failures too.
const civicPath = "/open311/"

// civic are the endpoints of GeoReport v2: of real cases, and one to try software at.
type civic struct{ real, test *open311.Service }

func (s *Server) newCivic() civic {
	o := s.o.Open311
	o.Secret = s.o.ReporterSecret
	real := open311.New(open311.Deps{Public: s.publicCases, Report: s.takeReport, Now: s.Now}, o)
	return civic{real: real, test: real.Test()}
}

// publicCases are the outlines everybody may see. Their day is that of the week, also where they are chosen by it: else the day could
// be found by asking for ever shorter times.
func (s *Server) publicCases(ctx context.Context, f open311.Filter) ([]open311.Case, error) {
	q := casework.PublicFilter{Categories: f.Categories, Open: f.Open, From: f.From, Limit: f.Limit}
	if len(f.Refs) > 0 {
		q = casework.PublicFilter{IDs: each(f.Refs, func(id string) care.CaseID { return care.CaseID(id) }), Limit: len(f.Refs)}
	} else {
		q.To = endOfWeek(f.To)
	}
	list, err := s.Casework.PublicCases(ctx, q)
	if err != nil {
		return nil, s.civicError(ctx, err)
	}
	out := make([]open311.Case, 0, len(list))
	for i := range list {
		c := publicCase(&list[i], infoOf(ctx).chinese)
		if len(f.Refs) > 0 || c.At >= f.From && c.At <= f.To {
			out = append(out, c)
		}
	}
	return out, nil
}

// endOfWeek is the last moment of the week of an instant. Cases are read up to there and no further: of a list that has an end, those of
// the week after would push others out from the moment they came.
func endOfWeek(at care.Instant) care.Instant {
	d := care.Today(at)
	return care.InstantOf(d.AddDays(7-(int(d.Time().Weekday())+6)%7).Time()) - 1
}

func publicCase(p *casework.PublicCase, chinese bool) open311.Case {
	c := open311.Case{
		Ref: string(p.Case), Category: p.Category, Open: p.Open, Sentence: stateSentence(p.State, chinese), Office: p.Office.Name,
		At: care.InstantOf(p.Since.Time()), Updated: care.InstantOf(p.Updated.Time()),
	}
	if p.Place != nil {
		c.Facility, c.AddressID = p.Place.Name, string(p.Place.ID)
	}
	if p.Point != nil {
		c.Lon, c.Lat, c.Located = p.Point[0], p.Point[1], true
	}
	if !p.DueOn.IsZero() {
		c.Expected = care.InstantOf(p.DueOn.Time())
	}
	return c
}

// takeReport files a report that civic software sent as what it is: a complaint like every other.
func (s *Server) takeReport(ctx context.Context, r open311.Report) (open311.Receipt, error) {
	key := r.Key
	if key == "" {
		key = care.NewID() + randomTag() + randomTag()
	}
	named := r.Name != "" && r.Phone != ""
	q := casework.SubmitRequest{
		Category: r.Category, DangerNow: r.DangerNow, HappenedOn: r.HappenedOn, Text: r.Text, Wants: r.Wants, Contact: "app", Anonymous: !named,
		Facility: r.Facility,
	}
	if named {
		q.Name, q.Phone = r.Name, r.Phone
	}
	if r.Facility == "" {
		if !r.Located {
			return open311.Receipt{}, open311.Fail(http.StatusBadRequest, "a place that is no known facility needs lat and long")
		}
		q.Place, q.Point = r.Place, orb.Point{r.Lon, r.Lat}
		if q.Place == "" {
			q.Place = "Open311"
		}
	}
	receipt, err := s.Casework.Submit(ctx, s.complainant(ctx, ""), casework.IdempotencyKey(key), q)
	if err != nil {
		return open311.Receipt{}, s.civicError(ctx, err)
	}
	notice := "Receipt " + receipt.ReceiptNo + ". Tracking code " + receipt.TrackingCode + ": keep it, it is told once."
	if r.Chinese {
		notice = "受理编号 " + receipt.ReceiptNo + "。查询码 " + receipt.TrackingCode + "，只显示这一次，请保存。"
	}
	return open311.Receipt{Ref: string(receipt.ID), Notice: notice}, nil
}

// civicError tells a failure of ours as the specification tells failures.
func (s *Server) civicError(ctx context.Context, err error) error {
	var e *care.Error
	if !errors.As(err, &e) {
		s.Log.ErrorContext(ctx, "internal error", "request", infoOf(ctx).id, "error", err)
		return open311.Fail(http.StatusInternalServerError, "something went wrong on our side; try again in a moment")
	}
	p := newProblem(infoOf(ctx), e)
	status := p.Status
	if status == http.StatusUnprocessableEntity || status == http.StatusConflict || status == http.StatusForbidden {
		status = http.StatusBadRequest // 403 is for keys alone
	}
	return open311.Fail(status, joined(p.Title, ": ", p.Detail))
}

// CivicPath names a format.
type CivicPath struct {
	Format string `path:"format" doc:"json or xml"`
}

// civicItem names one thing and a format.
type civicItem struct {
	ID string `path:"id"`
	CivicPath
}

// document gives a document in the format of the address, or the failure.
func (s *Server) document(ctx context.Context, format string, status int, make func(q url.Values) (open311.Document, error)) (*raw, error) {
	f, err := open311.FormatOf(format)
	var d open311.Document
	if err == nil {
		d, err = make(queryOf(ctx))
	}
	var body []byte
	if err == nil {
		body, err = open311.Render(f, d)
	}
	if err != nil {
		status, body = open311.RenderError(f, err)
	}
	return &raw{Body: func(ctx huma.Context) {
		x := unwrap(ctx)
		x.SetStatus(status)
		x.SetHeader("Cache-Control", "no-store")
		x.AppendHeader(fiber.HeaderVary, fiber.HeaderAcceptLanguage)
		x.c.Response().Header.SetContentType(f.Type())
		x.c.Response().SetBodyRaw(body)
	}}, nil
}

// queryOf is the query as it was sent. What cannot be read is not there.
func queryOf(ctx context.Context) url.Values {
	c := infoOf(ctx).request
	if c == nil {
		return url.Values{}
	}
	q, _ := url.ParseQuery(string(c.Context().QueryArgs().QueryString()))
	return q
}

// baseOf is the address this service was asked at.
func (s *Server) baseOf(ctx context.Context) string {
	c := infoOf(ctx).request
	scheme := "http"
	if c.Context().IsTLS() || s.trusted(remote(c.Context().RemoteAddr())) && strings.EqualFold(string(c.Request().Header.Peek(fiber.HeaderXForwardedProto)), "https") {
		scheme = "https"
	}
	return scheme + "://" + string(c.Request().Host())
}

func (s *Server) civicDiscovery(ctx context.Context, in *CivicPath) (*raw, error) {
	return s.document(ctx, in.Format, http.StatusOK, func(url.Values) (open311.Document, error) { return s.civic.real.Discovery(s.baseOf(ctx)), nil })
}

func (s *Server) civicServices(of func() *open311.Service) func(context.Context, *CivicPath) (*raw, error) {
	return func(ctx context.Context, in *CivicPath) (*raw, error) {
		return s.document(ctx, in.Format, http.StatusOK, func(q url.Values) (open311.Document, error) {
			return of().Services(q.Get("jurisdiction_id"), infoOf(ctx).chinese)
		})
	}
}

func (s *Server) civicDefinition(of func() *open311.Service) func(context.Context, *civicItem) (*raw, error) {
	return func(ctx context.Context, in *civicItem) (*raw, error) {
		return s.document(ctx, in.Format, http.StatusOK, func(q url.Values) (open311.Document, error) {
			return of().Definition(q.Get("jurisdiction_id"), in.ID, infoOf(ctx).chinese)
		})
	}
}

func (s *Server) civicRequests(of func() *open311.Service) func(context.Context, *CivicPath) (*raw, error) {
	return func(ctx context.Context, in *CivicPath) (*raw, error) {
		return s.document(ctx, in.Format, http.StatusOK, func(q url.Values) (open311.Document, error) { return of().Requests(ctx, q, infoOf(ctx).chinese) })
	}
}

func (s *Server) civicRequest(of func() *open311.Service) func(context.Context, *civicItem) (*raw, error) {
	return func(ctx context.Context, in *civicItem) (*raw, error) {
		return s.document(ctx, in.Format, http.StatusOK, func(q url.Values) (open311.Document, error) {
			return of().Request(ctx, q.Get("jurisdiction_id"), in.ID, infoOf(ctx).chinese)
		})
	}
}

func (s *Server) civicToken(of func() *open311.Service) func(context.Context, *civicItem) (*raw, error) {
	return func(ctx context.Context, in *civicItem) (*raw, error) {
		return s.document(ctx, in.Format, http.StatusOK, func(q url.Values) (open311.Document, error) {
			return of().Token(ctx, q.Get("jurisdiction_id"), in.ID)
		})
	}
}

func (s *Server) civicCreate(of func() *open311.Service) func(context.Context, *CivicPath) (*raw, error) {
	return func(ctx context.Context, in *CivicPath) (*raw, error) {
		return s.document(ctx, in.Format, http.StatusCreated, func(url.Values) (open311.Document, error) {
			c := infoOf(ctx).request
			form, err := open311.ParseForm(string(c.Request().Header.ContentType()), c.BodyRaw())
			if err != nil {
				return nil, err
			}
			return of().Create(ctx, form, string(c.Request().Header.Peek("Idempotency-Key")), infoOf(ctx).chinese)
		})
	}
}

// civicProblem writes a failure that no handler saw as GeoReport v2 tells failures, and reports whether it was of its addresses.
func (p *Problem) civicProblem(c *fiber.Ctx) bool {
	at := string(c.Request().URI().Path())
	if !strings.HasPrefix(at, civicPath) {
		return false
	}
	f, _ := open311.FormatOf(strings.TrimPrefix(path.Ext(at), "."))
	status, body := open311.RenderError(f, open311.Fail(p.Status, joined(p.Title, ": ", p.Detail)))
	c.Status(status).Response().Header.SetContentType(f.Type())
	c.Response().SetBodyRaw(body)
	return true
}
