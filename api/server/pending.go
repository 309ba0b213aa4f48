package server

import (
	"context"

	"tuoyuquan/api/care"
)

func pending[I, O any](context.Context, *I) (*O, error) {
	return nil, &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable}
}

func (s *Server) complaintEvidence(ctx context.Context, in *ownEvidenceInput) (*raw, error) {
	return pending[ownEvidenceInput, raw](ctx, in)
}

func (s *Server) beginUpload(ctx context.Context, in *uploadInput) (*answer[Upload], error) {
	return pending[uploadInput, answer[Upload]](ctx, in)
}

func (s *Server) sendPart(ctx context.Context, in *partInput) (*answer[Upload], error) {
	return pending[partInput, answer[Upload]](ctx, in)
}

func (s *Server) getUpload(ctx context.Context, in *UploadPath) (*answer[Upload], error) {
	return pending[UploadPath, answer[Upload]](ctx, in)
}

func (s *Server) dropUpload(ctx context.Context, in *UploadPath) (*struct{}, error) {
	return pending[UploadPath, struct{}](ctx, in)
}

func (s *Server) listReviews(ctx context.Context, in *FacilityPath) (*answer[ReviewList], error) {
	return pending[FacilityPath, answer[ReviewList]](ctx, in)
}

func (s *Server) getMyReview(ctx context.Context, in *FacilityPath) (*answer[MyReview], error) {
	return pending[FacilityPath, answer[MyReview]](ctx, in)
}

func (s *Server) putMyReview(ctx context.Context, in *myReviewInput) (*answer[MyReview], error) {
	return pending[myReviewInput, answer[MyReview]](ctx, in)
}

func (s *Server) removeMyReview(ctx context.Context, in *FacilityPath) (*struct{}, error) {
	return pending[FacilityPath, struct{}](ctx, in)
}

func (s *Server) listFindings(ctx context.Context, in *FacilityPath) (*answer[FindingList], error) {
	return pending[FacilityPath, answer[FindingList]](ctx, in)
}

func (s *Server) listFacilityReviews(ctx context.Context, in *struct{}) (*answer[StaffReviewList], error) {
	return pending[struct{}, answer[StaffReviewList]](ctx, in)
}

func (s *Server) answerReview(ctx context.Context, in *reviewAnswerInput) (*answer[StaffReview], error) {
	return pending[reviewAnswerInput, answer[StaffReview]](ctx, in)
}

func (s *Server) listWaitingReviews(ctx context.Context, in *struct{}) (*answer[StaffReviewList], error) {
	return pending[struct{}, answer[StaffReviewList]](ctx, in)
}

func (s *Server) moderateReview(ctx context.Context, in *reviewActInput) (*answer[StaffReview], error) {
	return pending[reviewActInput, answer[StaffReview]](ctx, in)
}

func (s *Server) caseEvidence(ctx context.Context, in *EvidencePath) (*raw, error) {
	return pending[EvidencePath, raw](ctx, in)
}

func (s *Server) getAudit(ctx context.Context, in *struct{}) (*answer[AuditState], error) {
	return pending[struct{}, answer[AuditState]](ctx, in)
}

func (s *Server) getAuditHead(ctx context.Context, in *struct{}) (*answer[AuditHead], error) {
	return pending[struct{}, answer[AuditHead]](ctx, in)
}

func (s *Server) ownUploads(_ context.Context, list []UploadedRef) ([]care.UploadID, error) {
	if len(list) > 0 {
		return nil, &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable}
	}
	return nil, nil
}
