package server

import "net/http"

// aPolicy is a document of the first district, with what runs where letters are taken for markup.
func aPolicy(region string) map[string]any {
	return map[string]any{
		"title": "托育补贴<script>alert(1)</script>办法", "issuer": "某区卫生健康局", "region": region, "status": "in_force", "issued": "2026-03-01",
		"blocks": []any{
			map[string]any{"kind": "heading", "level": 2, "text": "一、补贴<img src=x onerror=alert(1)>"},
			map[string]any{"kind": "text", "text": "普惠托育机构每生每年补贴 700 元。\"><svg onload=alert(1)>"},
			map[string]any{"kind": "row", "cells": []any{"班型", "每年补贴"}},
		},
	}
}

// shelved is a document in the library.
func (s *scene) shelved() {
	s.Helper()
	var p Policy
	s.district.must(http.MethodPost, "/api/v1/bureau/policies", aPolicy("320500001"), &p)
	s.policy = string(p.ID)
}

func (s *scene) policyCalls() []call {
	above := []*visitor{s.district, s.city, s.bureau}
	next := aPolicy("320500001")
	next["was"] = 99
	return []call{
		{op: "put-policy", path: "/api/v1/bureau/policies/" + s.policy, body: next, owners: above, least: http.StatusConflict},
		{op: "add-policy", body: aPolicy("320500001"), owners: above},
	}
}
