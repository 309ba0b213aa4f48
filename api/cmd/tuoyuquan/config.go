package main

import (
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"reflect"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"tuoyuquan/api/basemap"
	"tuoyuquan/api/notify"
)

// Config is every setting. It is read from the environment here and nowhere else; `about` is what --help says.
type Config struct {
	Listen string `env:"TUOYUQUAN_LISTEN" envDefault:"127.0.0.1:8080" about:"address and port to serve on"`
	Data   string `env:"TUOYUQUAN_DATA"   envDefault:"data"           about:"folder for the street network, the basemap and SQLite"`

	DatabaseURL string `env:"DATABASE_URL" about:"PostgreSQL (postgres://...); empty: SQLite in the data folder"`
	RedisURL    string `env:"REDIS_URL"    about:"Redis (redis://...) for several replicas; empty: memory"`
	MeiliURL    string `env:"MEILI_URL"    about:"Meilisearch (http://...); empty: the index in this process"`
	MeiliKey    string `env:"MEILI_KEY"    about:"key for Meilisearch" secret:"true"`

	Key         string `env:"TUOYUQUAN_KEY" about:"seals personal data: 32 bytes in base64, former keys after it with commas; the same on all replicas; empty: made once in the data folder (SQLite only)" secret:"true"`
	RegisterKey string `env:"TUOYUQUAN_REGISTER_KEY" about:"signs the public register's daily files (Ed25519): 32 bytes in base64, former keys after it with commas; empty: made from TUOYUQUAN_KEY" secret:"true"`
	S3URL       string `env:"S3_URL"        about:"scans of papers (https://access:secret@host/bucket); empty: the data folder" secret:"true"`

	Clamd string `env:"TUOYUQUAN_CLAMD" about:"ClamAV daemon that looks at files (unix:/path or host:port); empty: none does"`

	Open311Keys         []string `env:"TUOYUQUAN_OPEN311_KEYS" about:"keys with which civic software may send reports by Open311, separated by commas; empty: it may only read" secret:"true"`
	Open311Contact      string   `env:"TUOYUQUAN_OPEN311_CONTACT" about:"whom developers of civic software may ask, told by Open311's discovery"`
	Open311Jurisdiction string   `env:"TUOYUQUAN_OPEN311_JURISDICTION" about:"id of this jurisdiction in Open311, e.g. suzhou.gov.cn"`

	WeChatAppID     string `env:"WECHAT_APPID"     about:"of the mini-program; empty: nobody signs in or is told by WeChat"`
	WeChatSecret    string `env:"WECHAT_SECRET"    about:"of the mini-program" secret:"true"`
	WeChatURL       string `env:"WECHAT_URL"       envDefault:"https://api.weixin.qq.com" about:"WeChat's server API"`
	WeChatTemplates string `env:"WECHAT_TEMPLATES" about:"subscribe messages: offer=ID:thing1,thing2,time3,thing4;result=…;visit=… (fields: facility, subject, time, hint)"`
	SMSURL          string `env:"SMS_URL"          about:"gateway for codes, offers and deadlines: takes POST {ref, phone, text}, answers {id}; empty: none"`
	SMSKey          string `env:"SMS_KEY"          about:"bearer token for the gateway" secret:"true"`
	SMSReceipts     string `env:"SMS_RECEIPT_SECRET" about:"what the gateway signs its receipts with, or calls /api/v1/receipts/sms/<it> by: 24 characters or more; empty: none are taken" secret:"true"`
	WeChatPushToken string `env:"WECHAT_PUSH_TOKEN" about:"Token of 消息推送, for what became of subscribe messages: the address is /api/v1/receipts/wechat; empty: none are taken" secret:"true"`
	WeChatPushKey   string `env:"WECHAT_PUSH_KEY"  about:"its EncodingAESKey (安全模式, recommended); empty: 明文模式" secret:"true"`

	Web     string `env:"TUOYUQUAN_WEB" about:"folder to serve the app from instead of the one built in, read anew for every request; for development"`
	Console string `env:"TUOYUQUAN_CONSOLE" about:"the same for the console of facilities and bureaus"`

	Now time.Time `env:"TUOYUQUAN_NOW" about:"holds the clock at this instant (RFC 3339), for tests and demonstrations; never with TUOYUQUAN_PUBLIC"`

	PublicURL       string         `env:"TUOYUQUAN_PUBLIC_URL"      about:"address at which people open this service, e.g. https://tuoyu.example, for links in texts; empty: texts have none"`
	City            string         `env:"TUOYUQUAN_CITY"            about:"name of the city, shown to families"`
	Public          bool           `env:"TUOYUQUAN_PUBLIC"          about:"true on the open internet: asks for an approved basemap"`
	Trial           bool           `env:"TUOYUQUAN_TRIAL"           about:"true shows facilities of unverified lists, marked 未核实; never with TUOYUQUAN_PUBLIC"`
	Basemap         string         `env:"TUOYUQUAN_BASEMAP"         envDefault:"own" about:"whose map is drawn: own, tianditu, tencent or amap; fetched by this service, never by browsers"`
	BasemapKey      string         `env:"TUOYUQUAN_BASEMAP_KEY"     about:"the map provider's key for servers; it never leaves this service" secret:"true"`
	BasemapURL      string         `env:"TUOYUQUAN_BASEMAP_URL"     about:"address of the provider's tiles with {z} {x} {y} (or {-y}), {key}, {layer}, {0-7}; needed for tencent and amap: that of your contract"`
	BasemapDarkURL  string         `env:"TUOYUQUAN_BASEMAP_DARK_URL" about:"the same for dark screens, when the provider has one"`
	BasemapKeep     time.Duration  `env:"TUOYUQUAN_BASEMAP_KEEP"    envDefault:"24h" about:"how long tiles are kept; 0 when the provider's licence forbids it"`
	BasemapApproval string         `env:"TUOYUQUAN_BASEMAP_APPROVAL" about:"the map's 审图号, shown on every map"`
	TrustedProxies  []netip.Prefix `env:"TUOYUQUAN_TRUSTED_PROXIES" about:"networks whose X-Forwarded-For is believed, e.g. 10.0.0.0/8"`
	AllowedOrigins  []string       `env:"TUOYUQUAN_ALLOWED_ORIGINS" about:"browsers' origins that may read the API, e.g. https://city.example; empty: only our own"`
	RequestsPerMin  int            `env:"TUOYUQUAN_REQUESTS_PER_MINUTE" about:"of one network; 0: no limit, or 1200 with TUOYUQUAN_PUBLIC"`
	ReporterSecret  string         `env:"TUOYUQUAN_REPORTER_SECRET" about:"keys the hash of anonymous reporters; the same on all replicas; empty: made at start" secret:"true"`

	LogFormat string     `env:"TUOYUQUAN_LOG"       envDefault:"text" about:"text or json"`
	LogLevel  slog.Level `env:"TUOYUQUAN_LOG_LEVEL" envDefault:"info" about:"debug, info, warn or error"`
}

// readConfig reads and checks the settings; every fault is named at once.
func readConfig() (Config, error) {
	c, err := env.ParseAs[Config]()
	if err != nil {
		return c, err
	}
	return c, c.validate()
}

func (c Config) validate() error {
	var faults []error
	fault := func(format string, args ...any) { faults = append(faults, fmt.Errorf(format, args...)) }
	if c.DatabaseURL != "" && !strings.HasPrefix(c.DatabaseURL, "postgres://") && !strings.HasPrefix(c.DatabaseURL, "postgresql://") {
		fault("DATABASE_URL must start with postgres://; leave it empty for SQLite in %s", c.Data)
	}
	if c.RedisURL != "" && !strings.HasPrefix(c.RedisURL, "redis://") && !strings.HasPrefix(c.RedisURL, "rediss://") {
		fault("REDIS_URL must start with redis:// or rediss://")
	}
	if c.MeiliURL != "" && !strings.HasPrefix(c.MeiliURL, "http://") && !strings.HasPrefix(c.MeiliURL, "https://") {
		fault("MEILI_URL must start with http:// or https://")
	}
	if _, err := c.keys(); err != nil {
		fault("TUOYUQUAN_KEY: %w", err)
	}
	if c.RegisterKey != "" {
		if _, err := c.registerKeys(); err != nil {
			fault("TUOYUQUAN_REGISTER_KEY: %w", err)
		}
	}
	if c.S3URL != "" && !isWebAddress(c.S3URL) {
		fault("S3_URL must start with https:// or http://")
	}
	if (c.WeChatAppID == "") != (c.WeChatSecret == "") {
		fault("WECHAT_APPID and WECHAT_SECRET go together")
	}
	if c.WeChatAppID != "" && !isWebAddress(c.WeChatURL) {
		fault("WECHAT_URL must start with https:// or http://")
	}
	if _, err := notify.ParseTemplates(c.WeChatTemplates); err != nil {
		fault("WECHAT_TEMPLATES: %w", err)
	}
	if n := len(c.SMSReceipts); n > 0 && (n < 24 || n > 200 || url.PathEscape(c.SMSReceipts) != c.SMSReceipts) {
		fault("SMS_RECEIPT_SECRET must be 24 to 200 letters and digits")
	}
	if n := len(c.WeChatPushKey); n > 0 && (n != 43 || c.WeChatPushToken == "") {
		fault("WECHAT_PUSH_KEY must be the 43 characters of EncodingAESKey, beside WECHAT_PUSH_TOKEN")
	}
	if _, err := notify.ParsePublicURL(c.PublicURL, !c.Public); err != nil { // whether this is a demonstration shows once the data is open
		fault("TUOYUQUAN_PUBLIC_URL %w", err)
	}
	if c.SMSURL != "" && !isWebAddress(c.SMSURL) {
		fault("SMS_URL must start with https:// or http://")
	}
	if _, err := c.openMap(nil, nil); err != nil {
		fault("TUOYUQUAN_BASEMAP: %w", err)
	}
	if c.RequestsPerMin < 0 || c.RequestsPerMin > mostRequests {
		fault("TUOYUQUAN_REQUESTS_PER_MINUTE is %d; it must be 0 to %d", c.RequestsPerMin, mostRequests)
	}
	if c.LogFormat != "text" && c.LogFormat != "json" {
		fault("TUOYUQUAN_LOG is %q; it must be text or json", c.LogFormat)
	}
	if c.Public {
		// 地图管理条例 arts. 15, 22, 33: a public map is a reviewed one and shows its 审图号.
		if c.Basemap == "own" || c.BasemapApproval == "" {
			fault("TUOYUQUAN_PUBLIC needs an approved basemap: set TUOYUQUAN_BASEMAP to tianditu, tencent or amap, " +
				"TUOYUQUAN_BASEMAP_KEY to its key and TUOYUQUAN_BASEMAP_APPROVAL to its 审图号")
		}
		if !c.Now.IsZero() {
			fault("TUOYUQUAN_NOW makes every figure look as fresh as it was then and cannot be set together with TUOYUQUAN_PUBLIC")
		}
		if c.Trial {
			fault("TUOYUQUAN_TRIAL shows unverified facilities and cannot be set together with TUOYUQUAN_PUBLIC")
		}
	}
	return errors.Join(faults...)
}

func isWebAddress(s string) bool {
	return strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")
}

// publicURL is where people open this service. A demonstration that is told nothing is where it listens.
func (c Config) publicURL(demonstration bool) (string, error) {
	if c.PublicURL == "" && demonstration {
		if host, port, err := net.SplitHostPort(c.Listen); err == nil && host != "" && port != "0" {
			return "http://" + c.Listen, nil
		}
	}
	at, err := notify.ParsePublicURL(c.PublicURL, demonstration)
	if err != nil {
		return "", fmt.Errorf("TUOYUQUAN_PUBLIC_URL %w", err)
	}
	return at, nil
}

// openMap prepares the map provider of the settings; nil when this service draws its own map.
func (c Config) openMap(cache basemap.Cache, log *slog.Logger) (*basemap.Map, error) {
	if c.Basemap == basemap.Own || c.Basemap == "" {
		return nil, nil //nolint:nilnil // no provider is no error
	}
	return basemap.New(basemap.Settings{
		Provider: c.Basemap, Key: c.BasemapKey, URL: c.BasemapURL, DarkURL: c.BasemapDarkURL, Keep: c.BasemapKeep,
	}, cache, time.Now, log)
}

// publicRequests is how many requests a minute one network may make of a public service that sets no limit: a family
// panning the map makes some hundred, and one address can stand for a whole office.
const publicRequests = 1200

// requestLimit is the limit in force; 0 is none.
func (c Config) requestLimit() int {
	if c.Public && c.RequestsPerMin == 0 {
		return publicRequests
	}
	return c.RequestsPerMin
}

// mostRequests is the highest limit that can be counted; a higher one would refuse nobody and complain of every request.
const mostRequests = 1_000_000

// clock tells the time that everything shown and judged goes by: that of the machine, or the one instant of the settings.
func (c Config) clock() func() time.Time {
	if c.Now.IsZero() {
		return time.Now
	}
	return func() time.Time { return c.Now }
}

// working is the clock of work that is leased and waits: where the clock is held it begins there, and runs on.
func (c Config) working() func() time.Time {
	if c.Now.IsZero() {
		return time.Now
	}
	began := time.Now()
	return func() time.Time { return c.Now.Add(time.Since(began)) }
}

// storeURL is what the store opens: PostgreSQL when given, else the SQLite file of the data folder.
func (c Config) storeURL() string {
	if c.DatabaseURL != "" {
		return c.DatabaseURL
	}
	return filepath.Join(c.Data, "tuoyuquan.db")
}

// settingsHelp lists the variables for --help from the struct itself, so that the two cannot differ.
func settingsHelp() string {
	var b strings.Builder
	for f := range reflect.TypeFor[Config]().Fields() {
		about := f.Tag.Get("about")
		if d := f.Tag.Get("envDefault"); d != "" {
			about += " (" + d + ")"
		}
		fmt.Fprintf(&b, "  %-27s %s\n", f.Tag.Get("env"), about)
	}
	return b.String()
}
