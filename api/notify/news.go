package notify

import (
	"context"
	"maps"
	"slices"
	"strconv"
	"time"

	"tuoyuquan/api/care"
	"tuoyuquan/api/store"
)

// What can be new for somebody, as screens name it.
const (
	NewsApplications = "applications"
	NewsVisits       = "visits"
	NewsEntries      = "entries"
	NewsFamily       = "family"
	NewsInbox        = "inbox"
)

func audienceOf(a care.Actor) store.Audience {
	return store.AudienceOf(care.AccountID(a.ID), a.Family, a.Facility)
}

// News returns how far the actor's news have come and what has changed since an earlier count. A since of the future, of a
// database that was put back, is everything.
func (s *Service) News(ctx context.Context, actor care.Actor, since int64) (now int64, changed []string, err error) {
	now, changed, err = s.Store.News(ctx, audienceOf(actor), since)
	if err == nil && since > now {
		return s.Store.News(ctx, audienceOf(actor), 0)
	}
	return now, changed, err
}

func topicOf(audience store.Audience) string { return "news:" + string(audience) }

// lookAgain is how long news may go unnoticed where nobody can be woken.
const lookAgain = 5 * time.Second

// Watch calls f with the news of an actor since a count, as they come, until ctx ends or f fails. Its error is that of f, of
// the store, or of ctx.
func (s *Service) Watch(ctx context.Context, actor care.Actor, since int64, f func(now int64, changed []string) error) error {
	woken, err := s.KV.Subscribe(ctx, topicOf(audienceOf(actor)))
	if err != nil {
		return err
	}
	tick := time.NewTicker(lookAgain)
	defer tick.Stop()
	for {
		now, changed, err := s.News(ctx, actor, since)
		if err != nil {
			return err
		}
		if len(changed) > 0 || now < since {
			if err := f(now, changed); err != nil {
				return err
			}
		}
		since = now
		select {
		case <-ctx.Done():
			return ctx.Err()
		case _, open := <-woken:
			if !open {
				return care.Errorf(care.Unavailable, care.CodeUnavailable, "", "the service is stopping")
			}
		case <-tick.C:
		}
	}
}

func (s *Service) wake(ctx context.Context, told []store.Audience) {
	for _, a := range told {
		if err := s.KV.Publish(ctx, topicOf(a), nil); err != nil {
			s.Log.Debug("nobody was woken; they look by themselves", "error", err)
			return
		}
	}
}

const (
	newsLease   = "news"
	newsCursor  = "news.seq" // the last change that news were told of
	newsBatch   = 200
	newsHolding = 15 * time.Second
)

// followNews turns numbered changes into news for those they concern. One process at a time does it.
func (s *Service) followNews(ctx context.Context) error {
	for ctx.Err() == nil {
		after, err := s.newsFollowed(ctx)
		if err != nil {
			return err
		}
		changes, err := s.Store.Changes(ctx, after, newsBatch)
		if err != nil || len(changes) == 0 {
			return err
		}
		if mine, err := s.Store.Lease(ctx, newsLease, s.o.Holder, s.now(), newsHolding); err != nil || !mine {
			return err
		}
		var told []store.Audience
		err = s.Store.Write(ctx, "tell news", func(tx *store.Tx) error {
			if told, err = tellNews(ctx, tx, changes); err != nil {
				return err
			}
			return tx.KeepMeta(ctx, newsCursor, strconv.FormatInt(changes[len(changes)-1].Seq, 10))
		})
		if err != nil {
			return err
		}
		s.wake(ctx, told)
	}
	return ctx.Err()
}

// Backlog counts what people are still to be told: notices, messages to telephones, and changes that are no news yet.
func (s *Service) Backlog(ctx context.Context) (store.Backlog, error) {
	followed, err := s.newsFollowed(ctx)
	if err != nil {
		return store.Backlog{}, err
	}
	return s.Store.Backlog(ctx, care.TopicMessage, s.now(), followed)
}

// newsFollowed is the number of the last change that news were told of, 0 before the first.
func (s *Service) newsFollowed(ctx context.Context) (int64, error) {
	text, err := s.Store.Meta(ctx, newsCursor)
	if err != nil || text == "" {
		return 0, err
	}
	return strconv.ParseInt(text, 10, 64)
}

// Stop gives the right to follow the change log up, so that the next process need not wait for it to run out.
func (s *Service) Stop(ctx context.Context) error { return s.Store.Release(ctx, newsLease, s.o.Holder) }

// newsOf names what screens show of a noun of the change log.
var newsOf = map[string]string{
	"application": NewsApplications, "visit": NewsVisits, "entry": NewsEntries, "family": NewsFamily,
}

// tellNews counts what the changes are for the families and facilities they concern, in one order for everybody.
func tellNews(ctx context.Context, tx *store.Tx, changes []care.Change) ([]store.Audience, error) {
	news := map[store.Audience][]string{}
	add := func(a store.Audience, noun string) {
		if !slices.Contains(news[a], noun) {
			news[a] = append(news[a], noun)
		}
	}
	for _, c := range changes {
		noun, ok := newsOf[c.Noun]
		if !ok {
			continue
		}
		family, facility, err := tx.Concerned(ctx, c.Noun, c.ID)
		if err != nil {
			return nil, err
		}
		if family != "" {
			add(store.AudienceOf("", family, ""), noun)
		}
		if facility != "" {
			add(store.AudienceOf("", "", facility), noun)
		}
	}
	told := slices.Sorted(maps.Keys(news))
	for _, a := range told {
		if err := tx.Tell(ctx, a, news[a]...); err != nil {
			return nil, err
		}
	}
	return told, nil
}
