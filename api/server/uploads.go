package server

import (
	"context"
	"errors"
	"mime"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"tuoyuquan/api/care"
	"tuoyuquan/api/casework"
)

func uploadOf(v casework.UploadView) Upload {
	return Upload{ID: string(v.ID), Token: v.Token, Offset: v.Offset, Size: v.Size, Chunk: partLimit, State: v.State, Code: string(v.Code)}
}

func (s *Server) beginUpload(ctx context.Context, in *uploadInput) (*answer[Upload], error) {
	v, err := s.Casework.BeginUpload(ctx, s.complainant(ctx, ""), casework.UploadRequest{Size: in.Body.Size, SHA256: in.Body.SHA256})
	if err != nil {
		return nil, err
	}
	return &answer[Upload]{uploadOf(v)}, nil
}

func (s *Server) sendPart(ctx context.Context, in *partInput) (*answer[Upload], error) {
	v, err := s.Casework.PutPart(ctx, care.UploadID(in.ID), in.Token, in.Offset, in.RawBody)
	if err != nil {
		var at *casework.OffsetError
		if !errors.As(err, &at) {
			return nil, err
		}
		p := s.toProblem(infoOf(ctx), at.Unwrap())
		p.Offset = &at.Upload.Offset
		return nil, p
	}
	return &answer[Upload]{uploadOf(v)}, nil
}

func (s *Server) getUpload(ctx context.Context, in *UploadPath) (*answer[Upload], error) {
	v, err := s.Casework.Upload(ctx, care.UploadID(in.ID), in.Token)
	if err != nil {
		return nil, err
	}
	return &answer[Upload]{uploadOf(v)}, nil
}

func (s *Server) dropUpload(ctx context.Context, in *UploadPath) (*struct{}, error) {
	return nothing(s.Casework.DropUpload(ctx, care.UploadID(in.ID), in.Token))
}

// ownUploads are the ids of uploads, each proven by its token: nobody sends on what another has uploaded.
func (s *Server) ownUploads(ctx context.Context, list []UploadedRef) ([]care.UploadID, error) {
	out := make([]care.UploadID, 0, len(list))
	for _, u := range list {
		switch _, err := s.Casework.Upload(ctx, care.UploadID(u.ID), u.Token); {
		case care.Is(err, care.CodeNotFound):
			return nil, care.Errorf(care.Invalid, care.CodeUploadUnready, "uploads", "a file is not there any more; send it again")
		case err != nil:
			return nil, err
		}
		out = append(out, care.UploadID(u.ID))
	}
	return out, nil
}

func (s *Server) complaintEvidence(ctx context.Context, in *ownEvidenceInput) (*raw, error) {
	f, err := s.Casework.OwnEvidence(ctx, s.complainant(ctx, in.Tracking), care.CaseID(in.ID), care.EvidenceID(in.Evidence))
	return attachment(f, err)
}

func (s *Server) caseEvidence(ctx context.Context, in *EvidencePath) (*raw, error) {
	f, err := s.Casework.CaseEvidence(ctx, actorOf(ctx), care.CaseID(in.ID), care.EvidenceID(in.Evidence))
	return attachment(f, err)
}

func (s *Server) caseOriginal(ctx context.Context, in *originalInput) (*raw, error) {
	f, err := s.Casework.Original(ctx, actorOf(ctx), care.CaseID(in.ID), care.EvidenceID(in.Evidence), care.OpeningPurpose(in.Body.Purpose), in.Body.Reason)
	return attachment(f, err)
}

// attachment gives a file of a complaint to keep, never as a page of ours. It is sent as it is read: a video may be large.
func attachment(f casework.File, err error) (*raw, error) {
	if err != nil {
		return nil, err
	}
	return &raw{Body: func(ctx huma.Context) {
		x := unwrap(ctx)
		x.SetStatus(fiber.StatusOK)
		h := &x.c.Response().Header
		h.SetContentType(f.Type)
		h.Set("Content-Security-Policy", picturePolicy)
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": f.Name}))
		x.c.Response().SetBodyStream(f.Body, int(f.Bytes)) // closes it
	}}, nil
}
