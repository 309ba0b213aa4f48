package server

import (
	"context"

	"tuoyuquan/api/care"
)

func pending[I, O any](context.Context, *I) (*O, error) {
	return nil, &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable}
}

func (s *Server) getAudit(ctx context.Context, in *struct{}) (*answer[AuditState], error) {
	return pending[struct{}, answer[AuditState]](ctx, in)
}

func (s *Server) getAuditHead(ctx context.Context, in *struct{}) (*answer[AuditHead], error) {
	return pending[struct{}, answer[AuditHead]](ctx, in)
}
