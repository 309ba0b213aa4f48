package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/policy"
	"tuoyuquan/api/store"
	"tuoyuquan/search"
)

// now is the instant every command hands down.
func (w *world) now() care.Instant { return care.InstantOf(w.config.clock()()) }

// machineNow is the instant by the machine, for leases and allowances: they must run out even where the clock is held.
func machineNow() care.Instant { return care.InstantOf(time.Now()) }

// operator is who changes things at the command line.
func operator(command string) care.Actor { return care.Actor{Kind: care.ActorOperator, ID: command} }

// openStore opens the database the settings name and brings it to this version's schema.
func (w *world) openStore() (*store.Store, error) {
	if w.config.DatabaseURL == "" {
		if err := os.MkdirAll(w.config.Data, 0o755); err != nil {
			return nil, err
		}
	}
	st, err := store.Open(w.ctx, w.config.storeURL())
	if err != nil {
		return nil, err
	}
	if err := st.Migrate(w.ctx); err != nil {
		return nil, errors.Join(err, st.Close())
	}
	return st, nil
}

// openIndex opens Meilisearch when it is set, the index of this process otherwise.
func (w *world) openIndex() (search.Index, error) {
	if w.config.MeiliURL == "" {
		return search.NewMemory(), nil
	}
	return search.NewMeili(search.MeiliOptions{URL: w.config.MeiliURL, Key: w.config.MeiliKey, Now: time.Now, Log: w.log})
}

// openPassages opens what finds passages of policy documents: an index of its own on the same engine.
func (w *world) openPassages() (search.Index, error) {
	if w.config.MeiliURL == "" {
		return search.NewMemory(), nil
	}
	return search.NewMeili(search.MeiliOptions{URL: w.config.MeiliURL, Key: w.config.MeiliKey, Index: "policies", Now: time.Now, Log: w.log})
}

// openLibrary opens the library of policy documents and reads it.
func (a *app) openLibrary() (err error) {
	if a.texts, err = a.openPassages(); err != nil {
		return err
	}
	a.library = policy.New(policy.Deps{Store: a.store, Index: a.texts, Now: a.config.clock(), Log: a.log})
	return a.library.Refresh(a.ctx)
}

// choices says in a few words which real thing sits behind each part, without secrets.
func (c Config) choices() []any {
	pick := func(setting, otherwise string) string {
		if setting == "" {
			return otherwise
		}
		return hostOf(setting)
	}
	return []any{
		"database", pick(c.DatabaseURL, "sqlite:"+c.storeURL()),
		"cache", pick(c.RedisURL, "memory"),
		"search", pick(c.MeiliURL, "in process"),
		"basemap", c.Basemap, "public", c.Public, "trial", c.Trial,
	}
}

// hostOf is a URL without user, password, path and query: fit for a log.
func hostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return "set"
	}
	return fmt.Sprintf("%s://%s", u.Scheme, u.Host)
}

// background is the lifetime of what must still be closed after the command's own context ended.
func background(limit time.Duration) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.Background(), limit)
}
