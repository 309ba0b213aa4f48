package server

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"tuoyuquan/api/care"
	"tuoyuquan/api/notify"
)

// ReceiptSecret is the address of a gateway that cannot sign what it sends.
type ReceiptSecret struct {
	Secret string `path:"secret" minLength:"24" maxLength:"200" doc:"SMS_RECEIPT_SECRET"`
}

// receiptMark is the signature of a gateway.
type receiptMark struct {
	Signature string `header:"X-Signature" maxLength:"200" doc:"t=<unix seconds>,v1=<hex of HMAC-SHA256 over t, a full stop and the body>, under SMS_RECEIPT_SECRET"`
}

// pushQuery is what WeChat's servers send along.
type pushQuery struct {
	Signature string `query:"signature" maxLength:"100"`
	Timestamp string `query:"timestamp" maxLength:"20"`
	Nonce     string `query:"nonce" maxLength:"100"`
	Sealed    string `query:"msg_signature" maxLength:"100"`
	Type      string `query:"encrypt_type" maxLength:"10"`
	OpenID    string `query:"openid" maxLength:"100"`
	Echo      string `query:"echostr" maxLength:"200"`
}

func (q *pushQuery) proof() notify.PushProof {
	return notify.PushProof{Signature: q.Signature, Timestamp: q.Timestamp, Nonce: q.Nonce, Sealed: q.Sealed}
}

// receiptsPerMinute is how often one network may tell what became of messages: a gateway tells of many at once.
const receiptsPerMinute = 600

// hookRoutes are called by the providers of messages, not by people: each proves itself.
func (s *Server) hookRoutes() {
	sms := "What became of texts, as the gateway tells it: {\"id\", \"arrived\", \"cause\"}, or the reports of Aliyun and Tencent Cloud, one or a list of up to 500. " +
		"The same may come any number of times. 404 when no secret is set."
	register(s, hook(http.MethodPost, "tell-texts", "/api/v1/receipts/sms", "Receipts of an SMS gateway that signs", sms), s.signedReceipts)
	register(s, hook(http.MethodPost, "tell-texts-by-address", "/api/v1/receipts/sms/{secret}", "Receipts of an SMS gateway that cannot sign", sms), s.secretReceipts)
	register(s, hook(http.MethodGet, "greet-wechat", "/api/v1/receipts/wechat", "WeChat asks whether the address is ours (消息推送)", ""), s.greetWeChat)
	register(s, hook(http.MethodPost, "tell-messages", "/api/v1/receipts/wechat", "What became of subscribe messages, as WeChat tells it",
		"subscribe_msg_sent_event in JSON or XML, sealed when WECHAT_PUSH_KEY is set; everything else is let pass."), s.weChatReceipts)
}

// hook describes a route for a provider.
func hook(method, id, path, summary, description string) huma.Operation {
	kind, answer := "application/json", "application/json"
	if path == "/api/v1/receipts/wechat" {
		kind, answer = "text/xml", "text/plain"
	}
	op := huma.Operation{
		OperationID: id, Method: method, Path: path, Tags: []string{tagMessage}, Summary: summary, Description: description, DefaultStatus: http.StatusOK,
		Errors:    []int{http.StatusForbidden, http.StatusNotFound},
		Responses: map[string]*huma.Response{"200": {Description: "OK", Content: map[string]*huma.MediaType{answer: {Schema: &huma.Schema{}}}}},
		Metadata:  map[string]any{ownLimitMark: true},
	}
	if method == http.MethodPost {
		op.MaxBodyBytes = bodyLimit
		op.RequestBody = &huma.RequestBody{Required: true, Content: map[string]*huma.MediaType{kind: {Schema: &huma.Schema{}}}}
		if kind != "application/json" {
			op.RequestBody.Content["application/json"] = &huma.MediaType{Schema: &huma.Schema{}}
		}
	}
	return marked(op, access{right: care.MayTellDelivery})
}

func (s *Server) signedReceipts(ctx context.Context, in *receiptMark) (*raw, error) {
	return s.gatewayReceipts(ctx, notify.ReceiptProof{Signature: in.Signature})
}

func (s *Server) secretReceipts(ctx context.Context, in *ReceiptSecret) (*raw, error) {
	return s.gatewayReceipts(ctx, notify.ReceiptProof{Secret: in.Secret})
}

func (s *Server) gatewayReceipts(ctx context.Context, proof notify.ReceiptProof) (*raw, error) {
	if refused := s.allow(ctx, "receipts:"+infoOf(ctx).client.text(), receiptsPerMinute, time.Minute); refused != nil {
		return nil, refused
	}
	done, err := s.Notify.GatewayReceipts(ctx, proof, infoOf(ctx).request.Body())
	if err != nil {
		return nil, err
	}
	// What each of the gateways takes for a yes: ours, Aliyun's code and Tencent Cloud's result.
	return plainReply("application/json", `{"code":0,"msg":"OK","result":0,"errmsg":"OK","received":`+strconv.Itoa(done.Known)+`,"unknown":`+strconv.Itoa(done.Unknown)+`}`), nil
}

func (s *Server) greetWeChat(ctx context.Context, in *pushQuery) (*raw, error) {
	if refused := s.allow(ctx, "receipts:"+infoOf(ctx).client.text(), receiptsPerMinute, time.Minute); refused != nil {
		return nil, refused
	}
	echo, err := s.Notify.WeChatHello(in.proof(), in.Echo)
	if err != nil {
		return nil, err
	}
	return plainReply("text/plain; charset=utf-8", echo), nil
}

func (s *Server) weChatReceipts(ctx context.Context, in *pushQuery) (*raw, error) {
	if refused := s.allow(ctx, "receipts:"+infoOf(ctx).client.text(), receiptsPerMinute, time.Minute); refused != nil {
		return nil, refused
	}
	if _, err := s.Notify.WeChatPush(ctx, in.proof(), infoOf(ctx).request.Body()); err != nil {
		return nil, err
	}
	return plainReply("text/plain; charset=utf-8", "success"), nil
}

// plainReply is a text a provider waits for.
func plainReply(kind, text string) *raw {
	return &raw{Body: func(ctx huma.Context) {
		x := unwrap(ctx)
		x.SetHeader("Cache-Control", "no-store")
		x.SetStatus(fiber.StatusOK)
		x.c.Response().Header.SetContentType(kind)
		x.c.Response().SetBodyString(text)
	}}
}
