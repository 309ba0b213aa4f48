package server

import (
	"cmp"
	"context"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
)

// public refuses a facility that families cannot see: nothing is said of it here either.
func (s *Server) public(id string) (care.FacilityID, error) {
	f := care.FacilityID(id)
	if !s.Finder.Public(f) {
		return "", care.Errorf(care.NotFound, care.CodeNotFound, "id", "no such facility is public")
	}
	return f, nil
}

func (s *Server) listReviews(ctx context.Context, in *FacilityPath) (*answer[ReviewList], error) {
	id, err := s.public(in.ID)
	if err != nil {
		return nil, err
	}
	v, err := s.Casework.Reviews(ctx, id)
	if err != nil {
		return nil, err
	}
	out := ReviewList{Summary: ReviewSummary{Count: v.Summary.Count}, Reviews: each(v.Reviews, reviewOf)}
	if m := v.Summary.Scores; len(m) > 0 {
		out.Summary.Scores = &ReviewAverage{
			Safety: m[care.ReviewSafety], Care: m[care.ReviewCare], Food: m[care.ReviewFood], Communication: m[care.ReviewCommunication], Value: m[care.ReviewValue],
		}
	}
	return &answer[ReviewList]{out}, nil
}

func reviewOf(r casework.PublicReview) Review {
	return Review{
		ID: string(r.ID), Month: r.Month, Basis: string(r.Basis), Scores: scoresOf(r.Scores), Text: r.Text, Answer: reviewAnswer(r.Answer, r.AnswerMonth),
	}
}

func scoresOf(m map[care.ReviewItem]int) ReviewScores {
	return ReviewScores{
		Safety: m[care.ReviewSafety], Care: m[care.ReviewCare], Food: m[care.ReviewFood], Communication: m[care.ReviewCommunication], Value: m[care.ReviewValue],
	}
}

func (s *ReviewScores) items() map[care.ReviewItem]int {
	return map[care.ReviewItem]int{
		care.ReviewSafety: s.Safety, care.ReviewCare: s.Care, care.ReviewFood: s.Food, care.ReviewCommunication: s.Communication, care.ReviewValue: s.Value,
	}
}

func reviewAnswer(text, month string) *ReviewAnswer {
	if text == "" {
		return nil
	}
	return &ReviewAnswer{Month: month, Text: text}
}

func (s *Server) getMyReview(ctx context.Context, in *FacilityPath) (*answer[MyReview], error) {
	v, err := s.Casework.Review(ctx, actorOf(ctx), care.FacilityID(in.ID))
	return myReview(ctx, v, err)
}

func (s *Server) putMyReview(ctx context.Context, in *myReviewInput) (*answer[MyReview], error) {
	v, err := s.Casework.PutReview(ctx, actorOf(ctx), care.FacilityID(in.ID), in.Body.Scores.items(), in.Body.Text)
	return myReview(ctx, v, err)
}

func myReview(ctx context.Context, v casework.MyReview, err error) (*answer[MyReview], error) {
	if err != nil {
		return nil, err
	}
	out := MyReview{May: v.May, Basis: string(v.Basis)}
	if r := v.Review; r != nil {
		scores := scoresOf(r.Scores)
		out.ID, out.State, out.Basis = string(r.ID), string(r.State), cmp.Or(out.Basis, string(r.Basis))
		out.Reason, out.Scores, out.Text, out.Answer = reasonOf(ctx, r.Reason), &scores, r.Text, reviewAnswer(r.Answer, v.AnswerMonth)
	}
	return &answer[MyReview]{out}, nil
}

func (s *Server) removeMyReview(ctx context.Context, in *FacilityPath) (*struct{}, error) {
	return nothing(s.Casework.RemoveReview(ctx, actorOf(ctx), care.FacilityID(in.ID)))
}

func (s *Server) listFacilityReviews(ctx context.Context, _ *struct{}) (*answer[StaffReviewList], error) {
	list, err := s.Casework.FacilityReviews(ctx, actorOf(ctx))
	return staffReviews(ctx, list, err)
}

func (s *Server) listWaitingReviews(ctx context.Context, in *waitingInput) (*answer[StaffReviewList], error) {
	list, err := s.Casework.BureauReviews(ctx, actorOf(ctx), in.Read)
	return staffReviews(ctx, list, err)
}

func staffReviews(ctx context.Context, list []casework.StaffReview, err error) (*answer[StaffReviewList], error) {
	if err != nil {
		return nil, err
	}
	return &answer[StaffReviewList]{StaffReviewList{each(list, func(r casework.StaffReview) StaffReview { return staffReview(ctx, r) })}}, nil
}

func staffReview(ctx context.Context, r casework.StaffReview) StaffReview {
	out := StaffReview{Review: reviewOf(r.PublicReview), State: string(r.State), Reason: reasonOf(ctx, r.Reason)}
	if r.Facility != "" {
		out.Facility = &FacilityRef{ID: r.Facility, Name: r.FacilityName}
	}
	return out
}

func (s *Server) answerReview(ctx context.Context, in *reviewAnswerInput) (*answer[StaffReview], error) {
	r, err := s.Casework.AnswerReview(ctx, actorOf(ctx), care.ReviewID(in.ID), in.Body.Text)
	if err != nil {
		return nil, err
	}
	return &answer[StaffReview]{staffReview(ctx, r)}, nil
}

func (s *Server) moderateReview(ctx context.Context, in *reviewActInput) (*answer[StaffReview], error) {
	r, err := s.Casework.JudgeReview(ctx, actorOf(ctx), care.ReviewID(in.ID), care.ReviewAction(in.Body.Action), care.ReasonCode(in.Body.Reason))
	if err != nil {
		return nil, err
	}
	return &answer[StaffReview]{staffReview(ctx, r)}, nil
}

func (s *Server) listFindings(ctx context.Context, in *FacilityPath) (*answer[FindingList], error) {
	id, err := s.public(in.ID)
	if err != nil {
		return nil, err
	}
	list, err := s.Casework.Findings(ctx, id)
	if err != nil {
		return nil, err
	}
	return &answer[FindingList]{FindingList{each(list, func(f casework.PublicFinding) Finding {
		out := Finding{
			Category: string(f.Category), Result: string(f.Result), Measures: each(f.Measures, measureOf), From: f.From.String(), Until: f.Until.String(),
		}
		if f.Answer != "" {
			out.Answer = &FindingAnswer{Text: f.Answer}
		}
		return out
	})}}, nil
}
