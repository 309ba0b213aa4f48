package server

import (
	"context"

	"tuoyuquan/api/care"
)

func auditHead(h care.PublishedHead) AuditHead {
	return AuditHead{Seq: h.Seq, Hash: h.Hash, At: stamp(h.At)}
}

// getAudit says how the record stands to who answers for it.
func (s *Server) getAudit(ctx context.Context, _ *struct{}) (*answer[AuditState], error) {
	if s.Audit == nil {
		return nil, &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable}
	}
	st, err := s.Audit.State(ctx)
	if err != nil {
		return nil, err
	}
	out := AuditState{Head: AuditHead{Seq: st.Seq, Hash: st.Hash, At: stamp(care.InstantOf(s.Now()))}}
	if st.Published != nil {
		h := auditHead(*st.Published)
		out.Published = &h
	}
	if st.CheckedAt != 0 {
		sound := st.Report.Sound()
		out.VerifiedAt, out.Sound = stamp(st.CheckedAt), &sound
		if !sound {
			out.Fault = st.Report.Faults[0].Text
		}
	}
	return &answer[AuditState]{Body: out}, nil
}

// getAuditHead is the last published head, for everybody to keep.
func (s *Server) getAuditHead(ctx context.Context, _ *struct{}) (*answer[AuditHead], error) {
	if s.Audit == nil {
		return nil, &care.Error{Kind: care.Unavailable, Code: care.CodeUnavailable}
	}
	h, ok, err := s.Audit.Head(ctx)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, care.Errorf(care.NotFound, care.CodeNotFound, "", "there is no such thing here, or it is not yours")
	}
	return &answer[AuditHead]{Body: auditHead(h)}, nil
}
