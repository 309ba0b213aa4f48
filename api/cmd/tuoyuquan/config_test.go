package main

import (
	"strings"
	"testing"
	"time"
)

func TestConfigNamesEveryFault(t *testing.T) {
	t.Setenv("DATABASE_URL", "mysql://somewhere")
	t.Setenv("REDIS_URL", "http://somewhere")
	t.Setenv("MEILI_URL", "somewhere")
	t.Setenv("TUOYUQUAN_BASEMAP", "other")
	t.Setenv("TUOYUQUAN_LOG", "yaml")
	_, err := readConfig()
	if err == nil {
		t.Fatal("took settings that cannot work")
	}
	for _, name := range []string{"DATABASE_URL", "REDIS_URL", "MEILI_URL", "TUOYUQUAN_BASEMAP", "TUOYUQUAN_LOG"} {
		if !strings.Contains(err.Error(), name) {
			t.Errorf("the error does not name %s: %v", name, err)
		}
	}
}

func TestPublicModeNeedsAnApprovedMapAndVerifiedLists(t *testing.T) {
	for _, c := range []struct {
		name, basemap, approval string
		trial, ok               bool
	}{
		{"own tiles", "own", "GS(2026)0001", false, false},
		{"no approval number", "tianditu", "", false, false},
		{"trial", "tianditu", "GS(2026)0001", true, false},
		{"approved", "tianditu", "GS(2026)0001", false, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := Config{Public: true, Basemap: c.basemap, BasemapKey: "k", BasemapApproval: c.approval, Trial: c.trial, LogFormat: "text"}
			if err := config.validate(); (err == nil) != c.ok {
				t.Errorf("validate: %v, want ok %v", err, c.ok)
			}
		})
	}
}

func TestPublicURLIsWhereLinksLead(t *testing.T) {
	for _, c := range []struct {
		config Config
		demo   bool
		want   string // "": none, or a fault
		fault  bool
	}{
		{Config{PublicURL: "https://tuoyu.example/"}, false, "https://tuoyu.example", false},
		{Config{PublicURL: "http://tuoyu.example"}, false, "", true},
		{Config{PublicURL: "http://tuoyu.example"}, true, "http://tuoyu.example", false},
		{Config{Listen: "127.0.0.1:8080"}, false, "", false},
		{Config{Listen: "127.0.0.1:8080"}, true, "http://127.0.0.1:8080", false},
		{Config{Listen: ":8080"}, true, "", false},
	} {
		if got, err := c.config.publicURL(c.demo); got != c.want || (err != nil) != c.fault {
			t.Errorf("%+v: %q %v", c, got, err)
		}
	}
	for _, bad := range []string{"tuoyu.example", "https://tuoyu.example/city"} {
		if err := (Config{PublicURL: bad, LogFormat: "text"}).validate(); err == nil || !strings.Contains(err.Error(), "TUOYUQUAN_PUBLIC_URL") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestBasemapSettingsAreCheckedAtTheStart(t *testing.T) {
	for _, c := range []struct {
		name   string
		config Config
		want   string // in the fault; empty: none
	}{
		{"own", Config{Basemap: "own"}, ""},
		{"tianditu without a key", Config{Basemap: "tianditu"}, "needs a key"},
		{"tianditu", Config{Basemap: "tianditu", BasemapKey: "k", BasemapKeep: time.Hour}, ""},
		{"amap without an address", Config{Basemap: "amap", BasemapKey: "k"}, "contract"},
		{"tencent", Config{Basemap: "tencent", BasemapURL: "https://t{0-3}.example/{z}/{x}/{-y}"}, ""},
		{"a name mistyped", Config{Basemap: "tencent", BasemapURL: "https://t.example/{zoom}/{x}/{y}"}, "{zoom}"},
		{"kept for ever", Config{Basemap: "tianditu", BasemapKey: "k", BasemapKeep: 10000 * time.Hour}, "kept"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.config.LogFormat = "text"
			switch err := c.config.validate(); {
			case c.want == "" && err != nil:
				t.Error(err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "key=k")):
				t.Errorf("the fault is %v", err)
			}
		})
	}
}

func TestHeldClock(t *testing.T) {
	if got := (Config{}).clock()(); time.Since(got) > time.Minute {
		t.Errorf("without the setting it is %s", got)
	}
	t.Setenv("TUOYUQUAN_NOW", "2026-11-16T09:30:00+08:00")
	c, err := readConfig()
	if err != nil {
		t.Fatal(err)
	}
	tell := c.clock()
	if first := tell(); !first.Equal(time.Date(2026, 11, 16, 1, 30, 0, 0, time.UTC)) || tell() != first {
		t.Errorf("held at %s, then %s", first, tell())
	}
	c.Public, c.Basemap, c.BasemapKey, c.BasemapApproval = true, "tianditu", "k", "GS(2026)0001"
	if err := c.validate(); err == nil || !strings.Contains(err.Error(), "TUOYUQUAN_NOW") {
		t.Errorf("public with a held clock: %v", err)
	}
	t.Setenv("TUOYUQUAN_NOW", "yesterday")
	if _, err := readConfig(); err == nil {
		t.Error("took yesterday for an instant")
	}
}

func TestPublicModeLimitsRequests(t *testing.T) {
	for _, c := range []struct {
		config Config
		want   int
	}{{Config{}, 0}, {Config{Public: true}, publicRequests}, {Config{Public: true, RequestsPerMin: 60}, 60}} {
		if got := c.config.requestLimit(); got != c.want {
			t.Errorf("%+v: %d requests a minute, want %d", c.config, got, c.want)
		}
	}
}

func TestHelpListsEverySetting(t *testing.T) {
	help := settingsHelp()
	for _, name := range []string{"TUOYUQUAN_LISTEN", "DATABASE_URL", "TUOYUQUAN_BASEMAP_APPROVAL"} {
		if !strings.Contains(help, name) {
			t.Errorf("%s is missing from the help", name)
		}
	}
}

func TestChoicesHoldNoSecret(t *testing.T) {
	c := Config{DatabaseURL: "postgres://user:secret@db:5432/x?password=secret", RedisURL: "redis://:secret@cache:6379/0", MeiliKey: "secret"}
	for _, v := range c.choices() {
		if s, ok := v.(string); ok && strings.Contains(s, "secret") {
			t.Errorf("a secret in the log: %s", s)
		}
	}
}

// A limit that cannot be counted is refused at the start: it would refuse nobody.
func TestLimitsThatCannotBeCounted(t *testing.T) {
	for limit, ok := range map[int]bool{-1: false, 0: true, 60: true, mostRequests: true, mostRequests + 1: false} {
		if err := (Config{RequestsPerMin: limit, LogFormat: "text"}).validate(); (err == nil) != ok {
			t.Errorf("%d: %v", limit, err)
		}
	}
}
