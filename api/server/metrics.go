package server

import (
	"bytes"
	"context"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/common/expfmt"
)

// metrics are what operators watch, in a registry of our own.
type metrics struct {
	registry  *prometheus.Registry
	seconds   *prometheus.HistogramVec
	replies   *prometheus.CounterVec
	reports   prometheus.Counter
	unmatched *meter
	pages     *meter
}

// meter counts one route.
type meter struct {
	seconds prometheus.Observer
	replies [6]prometheus.Counter // by hundreds of the status
}

func newMetrics(s *Server) *metrics {
	m := &metrics{registry: prometheus.NewRegistry()}
	m.seconds = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "tuoyuquan_http_seconds", Help: "Time to answer, by route pattern.",
		Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, 1, 5},
	}, []string{"method", "route"})
	m.replies = prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "tuoyuquan_http_replies_total", Help: "Replies, by route pattern and class of status.",
	}, []string{"method", "route", "status"})
	m.reports = prometheus.NewCounter(prometheus.CounterOpts{
		Name: "tuoyuquan_vacancy_reports_total", Help: "Vacancy reports taken.",
	})
	gauge := func(name, help string, f func() float64) prometheus.Collector {
		return prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help}, f)
	}
	m.registry.MustRegister(m.seconds, m.replies, m.reports,
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		gauge("tuoyuquan_snapshot_facilities", "Facilities families can see.", func() float64 {
			if snap := s.Finder.Snapshot(); snap != nil {
				return float64(snap.Count())
			}
			return 0
		}),
		gauge("tuoyuquan_snapshot_sequence", "Number of the last change applied.", func() float64 {
			if snap := s.Finder.Snapshot(); snap != nil {
				return float64(snap.Seq)
			}
			return 0
		}),
		gauge("tuoyuquan_snapshot_age_seconds", "Since the snapshot was last known to agree with the register.", func() float64 {
			return s.snapshotAge().Seconds()
		}),
		gauge("tuoyuquan_streams", "Open event streams.", func() float64 { return float64(s.streams.open()) }),
	)
	if s.Notify != nil {
		m.registry.MustRegister(backlog{s})
	}
	m.unmatched = m.route("", "unmatched")
	m.pages = m.route("GET", "pages")
	return m
}

// backlog tells operators what people are still to be told. Nothing is told of it while the database does not answer.
type backlog struct{ *Server }

var (
	noticesWaiting = prometheus.NewDesc("tuoyuquan_notices_waiting", "Notices still to be put into inboxes.", nil, nil)
	noticesDead    = prometheus.NewDesc("tuoyuquan_notices_dead", "Notices given up after too many tries: a person must look.", nil, nil)
	deliveriesDue  = prometheus.NewDesc("tuoyuquan_deliveries_due", "Messages to telephones that are due.", nil, nil)
	changesUntold  = prometheus.NewDesc("tuoyuquan_changes_untold", "Committed changes that are no news on open pages yet.", nil, nil)
)

// Describe names the figures of Collect.
func (b backlog) Describe(to chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{noticesWaiting, noticesDead, deliveriesDue, changesUntold} {
		to <- d
	}
}

// Collect asks the database once for all of them.
func (b backlog) Collect(to chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	is, err := b.Notify.Backlog(ctx)
	if err != nil {
		b.Log.Warn("what is still to be told was not counted", "error", err)
		return
	}
	gauge := func(d *prometheus.Desc, n float64) { to <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, n) }
	gauge(noticesWaiting, float64(is.Waiting))
	gauge(noticesDead, float64(is.Dead))
	gauge(deliveriesDue, float64(is.Deliveries))
	gauge(changesUntold, float64(is.Changes))
}

func (m *metrics) route(method, pattern string) *meter {
	out := &meter{seconds: m.seconds.WithLabelValues(method, pattern)}
	for i := range out.replies {
		out.replies[i] = m.replies.WithLabelValues(method, pattern, strconv.Itoa(i)+"xx")
	}
	return out
}

func (m *meter) observe(status int, took time.Duration) {
	m.seconds.Observe(took.Seconds())
	m.replies[min(max(status/100, 0), 5)].Inc()
}

// text renders all metrics in the Prometheus text format.
func (m *metrics) text() ([]byte, string, error) {
	families, err := m.registry.Gather()
	if err != nil {
		return nil, "", err
	}
	format := expfmt.NewFormat(expfmt.TypeTextPlain)
	var buf bytes.Buffer
	enc := expfmt.NewEncoder(&buf, format)
	for _, f := range families {
		if err := enc.Encode(f); err != nil {
			return nil, "", err
		}
	}
	return buf.Bytes(), string(format), nil
}
