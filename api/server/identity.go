package server

import (
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
)

func (s *Server) openIdentity(ctx context.Context, in *identityInput) (*answer[Identity], error) {
	i, err := s.Casework.OpenIdentity(ctx, actorOf(ctx), care.CaseID(in.ID), care.OpeningPurpose(in.Body.Purpose), in.Body.Reason)
	if err != nil {
		return nil, err
	}
	return &answer[Identity]{Identity{Opening: i.Opening, Anonymous: i.Anonymous, Name: i.Name, Phone: i.Phone, Account: i.Account, Child: i.Child}}, nil
}

func (s *Server) listIdentityOpenings(ctx context.Context, _ *struct{}) (*answer[IdentityOpeningList], error) {
	list, err := s.Casework.Openings(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	names := s.officers(ctx)
	return &answer[IdentityOpeningList]{IdentityOpeningList{each(list, func(o casework.Opening) IdentityOpening {
		out := IdentityOpening{
			ID: o.ID, Case: string(o.Case), ReceiptNo: o.ReceiptNo, At: stamp(o.At), Purpose: string(o.Purpose), Reason: o.Reason,
			Shown: append([]string{}, o.Shown...), ReviewBy: stamp(o.ReviewBy), Overdue: o.Overdue, Verdict: string(o.Verdict), Note: o.Note,
			Reviewer: names.ref(o.Reviewer), ReviewedAt: maybeStamp(o.ReviewedAt), Mine: o.Mine,
		}
		if by := names.ref(o.By); by != nil {
			out.Officer = *by
		}
		return out
	})}}, nil
}

func (s *Server) reviewIdentityOpening(ctx context.Context, in *openingReviewInput) (*struct{}, error) {
	return nothing(s.Casework.ReviewOpening(ctx, actorOf(ctx), in.ID, care.OpeningVerdict(in.Body.Verdict), in.Body.Note))
}

func (s *Server) listWatches(ctx context.Context, _ *struct{}) (*answer[WatchList], error) {
	list, err := s.Casework.Watches(ctx, actorOf(ctx))
	if err != nil {
		return nil, err
	}
	names := s.officers(ctx)
	return &answer[WatchList]{WatchList{each(list, func(h casework.Held) Watch {
		return Watch{
			ID: h.ID, Kind: h.Kind, Facility: FacilityRef{ID: h.Facility.ID, Name: h.Facility.Name}, Application: string(h.Application),
			Reason: reasonOf(ctx, h.Reason), HeldAt: stamp(h.At), Due: stamp(h.Due), Overdue: h.Overdue, Decision: h.Decision, DecidedBy: names.ref(h.DecidedBy),
			DecidedAt: maybeStamp(h.DecidedAt),
		}
	})}}, nil
}

func (s *Server) actOnWatch(ctx context.Context, in *watchActInput) (*struct{}, error) {
	return nothing(s.Casework.ActWatch(ctx, actorOf(ctx), in.ID, in.Body.Action, in.Body.Reason))
}
