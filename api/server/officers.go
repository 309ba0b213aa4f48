package server

import (
	"context"
	"time"

	"tuoyuquan/api/care"
)

// officerNames are the names of staff at work, which everybody at the same desks may know.
type officerNames struct {
	names map[care.AccountID]string
	self  care.AccountID
	at    time.Time
}

// officersFor is how long names are remembered.
const officersFor = time.Minute

// officers gives the names of staff. Without them a case is shown all the same.
func (s *Server) officers(ctx context.Context) officerNames {
	known := s.staffNames.Load()
	now := s.Now()
	if known == nil || now.Sub(known.at) >= officersFor || now.Before(known.at) {
		staff, err := s.Account.Staff(ctx)
		if err != nil {
			s.Log.WarnContext(ctx, "names of staff were not read", "request", infoOf(ctx).id, "error", err)
			return officerNames{self: personOf(ctx).Account}
		}
		known = &officerNames{names: make(map[care.AccountID]string, len(staff)), at: now}
		for _, a := range staff {
			known.names[a.Account] = a.Name
		}
		s.staffNames.Store(known)
	}
	return officerNames{names: known.names, self: personOf(ctx).Account}
}

func (o officerNames) name(id care.AccountID) string { return o.names[id] }

// ref names an officer; nil when there is none.
func (o officerNames) ref(id care.AccountID) *OfficerRef {
	if id == "" {
		return nil
	}
	return &OfficerRef{ID: string(id), Name: o.names[id], You: id == o.self}
}
