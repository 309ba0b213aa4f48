package server

import (
	"cmp"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/gofiber/fiber/v2"

	"tuoyuquan/api/care"
)

// Problem is how every failure is told (RFC 9457). Code is stable and one of the list in care/code.go.
type Problem struct { //nolint:errname // the name of RFC 9457
	Type    string              `json:"type" doc:"Where the code is explained" example:"/docs#out_of_range"`
	Title   string              `json:"title" doc:"What went wrong, in the language asked for"`
	Status  int                 `json:"status"`
	Code    care.Code           `json:"code" doc:"Stable; the key for translations" example:"out_of_range"`
	Detail  string              `json:"detail,omitempty" doc:"What to do next"`
	Field   string              `json:"field,omitempty" doc:"The parameter at fault"`
	Errors  []*huma.ErrorDetail `json:"errors,omitempty" doc:"Every mistake in the request, with its place"`
	Request string              `json:"request_id,omitempty" doc:"Name it when you ask for help"`

	// What the situation is now, for those failures that tell it.
	Queue   *int          `json:"queue,omitempty" doc:"pool_full: how many wait"`
	Join    *JoinWaitlist `json:"join,omitempty" doc:"pool_full: the request that joins the waitlist; nobody is put into a queue unasked"`
	Current string        `json:"current,omitempty" doc:"state_conflict: the state now"`
	Version int64         `json:"version,omitempty" doc:"state_conflict: the version now"`

	Offset      *int64       `json:"offset,omitempty" doc:"upload_offset: where the upload stands"`
	Differences []Difference `json:"differences,omitempty" doc:"state_conflict of a case: what is no longer as it was seen"`

	retryAfter time.Duration
}

// Error gives the detail.
func (p *Problem) Error() string { return p.Detail }

// GetStatus tells huma the status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType tells huma the media type.
func (p *Problem) ContentType(string) string { return problemType }

// GetHeaders tells huma what to send along.
func (p *Problem) GetHeaders() http.Header {
	h := http.Header{"Cache-Control": {"no-store"}, "Vary": {"Accept-Language"}}
	if p.retryAfter > 0 {
		h.Set("Retry-After", strconv.Itoa(int(math.Ceil(p.retryAfter.Seconds()))))
	}
	return h
}

const problemType = "application/problem+json"

// text is a title and an advice in two languages.
type text struct{ zh, en, zhNext, enNext string }

// texts has a sentence for every code that HTTP can answer with.
var texts = map[care.Code]text{
	care.CodeInternal:        {"服务出错了", "Something went wrong on our side", "请稍后再试；仍不行时请把 request_id 告诉我们。", "Try again in a moment; if it stays, tell us the request_id."},
	care.CodeInvalid:         {"参数不正确", "A value is not valid", "请按提示改正后再试。", "Correct it and try again."},
	care.CodeTooLarge:        {"内容过大", "Too large", "请缩短后再试。", "Shorten it and try again."},
	care.CodeTooMany:         {"操作太频繁", "Too many requests", "请稍等片刻再试。", "Wait a moment and try again."},
	care.CodeNotFound:        {"没有找到", "Not found", "请检查地址或编号。", "Check the address or the id."},
	care.CodeMethod:          {"不支持这种请求方法", "Method not allowed", "请查看 /docs。", "See /docs for what can be asked here."},
	care.CodeConflict:        {"情况已有变化", "The situation has changed", "请刷新后再试。", "Load it again and decide anew."},
	care.CodeUnavailable:     {"服务暂时不可用", "Temporarily unavailable", "请稍后再试。", "Try again in a moment."},
	care.CodeTimeout:         {"查询超时", "The search took too long", "请缩小范围或稍后再试。", "Ask for less, or try again in a moment."},
	care.CodeNoCoordinates:   {"该机构尚未在地图上定位", "Not on the map yet", "请联系机构询问路线。", "Ask the facility for directions."},
	care.CodeBadCoordinates:  {"坐标不正确", "Bad coordinates", "请按“经度,纬度”填写。", "Write longitude,latitude."},
	care.CodeOutOfRange:      {"数值超出范围", "Out of range", "请填写允许范围内的数值。", "Use a value within the limits."},
	care.CodeBadDate:         {"日期不正确", "Bad date", "请按 YYYY-MM-DD 填写。", "Write YYYY-MM-DD."},
	care.CodeBadCursor:       {"翻页标记无效", "Bad cursor", "请从第一页重新开始。", "Start again from the first page."},
	care.CodeNoRoute:         {"没有步行路线", "No way on foot", "请换一个起点，或改为不推婴儿车。", "Try another start, or walk without a stroller."},
	care.CodeUnknownArea:     {"没有这个区域", "Unknown area", "请查看 /api/v1/areas。", "See /api/v1/areas."},
	care.CodeAlreadyReported: {"今天已经反馈过", "Already reported today", "谢谢，明天可以再反馈。", "Thank you; you can report again tomorrow."},
	care.CodeNotPublic:       {"未公开", "Not public", "", ""},

	care.CodeSignedOut:        {"尚未登录或登录已失效", "Not signed in", "请登录后再试。", "Sign in and try again."},
	care.CodeWrongCredentials: {"用户名、密码或动态码不正确", "Name, password or authenticator code is wrong", "请核对后再试；动态码每个只能用一次。", "Check them and try again; each authenticator code counts once."},
	care.CodeWrongCode:        {"验证码不正确或已失效", "The code is wrong or no longer valid", "请核对，或重新获取。", "Check it, or ask for another one."},
	care.CodePhoneNeeded:      {"还需要您的手机号", "Your telephone is needed", "首次登录请授权手机号，机构才能联系到您。", "Share your telephone once, so that facilities can reach you."},
	care.CodeWeakPassword:     {"密码太容易被猜到", "The password is too easy to guess", "请使用至少 12 个字符、不常见的密码。", "Use at least 12 characters that nobody would guess."},
	care.CodeChildKnown:       {"这个孩子已经添加过", "This child has been added already", "请在“我的家庭”中查看。", "See your family's page."},
	care.CodeChildElsewhere:   {"这个证件号已由另一位家长登记", "This id number was entered by another family", "请向对方要家庭代办码加入，或联系客服更正。", "Ask them for a helper's code, or ask us to correct it."},
	care.CodeTextOutdated:     {"说明文字已更新", "The text has changed", "请重新阅读后再同意。", "Read it again before you agree."},
	care.CodeHasFamily:        {"您已有自己的家庭和孩子", "You have a family with children already", "请先删除自己的家庭，或换一个账号加入。", "Delete your family first, or join with another account."},
	care.CodeLastGuardian:     {"家庭至少要有一位监护人", "A family keeps at least one guardian", "如不再使用，请选择删除家庭资料。", "Delete the family's data if you no longer need it."},
	care.CodeSenderAway:       {"短信暂时发不出去", "The message could not be sent", "请稍后再试，或使用微信登录。", "Try again in a moment, or sign in with WeChat."},

	care.CodeStateConflict:    {"情况刚刚变了", "The situation has just changed", "请看看现在的状态，再决定。", "See how things stand now, then decide."},
	care.CodeNotAllowed:       {"这一步不能由您来做", "This step is not yours to take", "如果应该由您来办，请换一个账号登录。", "If it should be, sign in with another account."},
	care.CodePoolFull:         {"这个班在所选月份没有空托位", "No free place in these months", "可以加入候补，或看看别的班和机构。", "You can join the waitlist, or look at other classes and facilities."},
	care.CodeChildHolding:     {"孩子已有一个办理中的申请", "The child has a live application already", "请先办完或撤回那一个，候补的顺位会保留。", "Finish or withdraw that one first; places on waitlists are kept."},
	care.CodeWaitsFull:        {"候补数量已满", "No more waits for this child", "请先退出一个候补，再加入新的。", "Leave one waitlist before you join another."},
	care.CodeAlreadyApplied:   {"已经申请过这个班", "This class has been asked for already", "请在“我的预约”里查看。", "See it among your reservations."},
	care.CodePlaceFree:        {"现在有空托位，不用候补", "There is a free place; nobody need wait", "请直接预留托位。", "Hold a place now."},
	care.CodeHoldExpired:      {"预留时间已过", "The hold has run out", "如果还有托位，可以重新预留。", "If there is still room, hold a place again."},
	care.CodeExtendedAlready:  {"预留时间只能延长一次", "A hold can be extended once", "请在剩下的时间里提交。", "Submit within the time that is left."},
	care.CodeDeadlinePassed:   {"已经过了截止时间", "The deadline has passed", "请刷新，看看还能做什么。", "Load it again to see what can still be done."},
	care.CodeTooEarly:         {"现在还太早", "It is too early for this", "到时间后再来办理。", "Come back when it is time."},
	care.CodePapersMissing:    {"入托材料还不齐", "Papers are missing", "请先补上健康检查或预防接种证查验的记录。", "Add the health check or the vaccination check first."},
	care.CodeConsentMissing:   {"还缺少监护人的同意", "A guardian has not agreed yet", "请监护人先阅读并同意相关说明。", "A guardian must read and agree first."},
	care.CodeFormIncomplete:   {"还有内容没填完", "Something is not filled in yet", "请补全后再提交。", "Complete it, then submit."},
	care.CodeAgreementMissing: {"还没有签订协议", "The agreement is not signed", "请先签好托育协议，再办理入托。", "Sign the agreement before enrolment."},
	care.CodeRatio:            {"会超过法定的照护比例", "The legal ratio of carers would be exceeded", "请先增加照护人员，或减少在托人数。", "Add carers or reduce the number of children first."},
	care.CodeReasonNeeded:     {"请从公开的原因中选择一个", "Choose a reason from the public list", "选好原因后再提交。", "Choose one and send it again."},
	care.CodeFrozen:           {"主管部门已暂停办理", "Stopped by the bureau for now", "恢复后期限会顺延，我们会通知您。", "The clocks stand still; you will be told when it goes on."},
	care.CodeGroupIncomplete:  {"兄弟姐妹要一起办理", "Siblings go together", "请一起选择，或改为分别申请。", "Choose for all of them, or ask separately."},
	care.CodeTooYoung:         {"到入托日孩子还太小", "The child is too young on that day", "请选择晚一些的入托日期，或别的班。", "Choose a later first day, or another class."},
	care.CodeTooOld:           {"到入托日孩子已超龄", "The child is too old on that day", "请选择更大月龄的班。", "Choose a class for older children."},
	care.CodeNotFiled:         {"该机构尚未备案", "The facility is not filed", "请选择已备案的机构。", "Choose a filed facility."},
	care.CodeSuspended:        {"该机构已被暂停服务", "The facility is suspended", "请选择别的机构。", "Choose another facility."},
	care.CodeEmployerOnly:     {"该机构只收本单位职工子女", "Only for children of its own employees", "请选择面向公众的机构。", "Choose a facility that is open to the public."},
	care.CodeHasFullDayPlace:  {"孩子已有全日托托位", "The child has a full-day place already", "如果想换机构，请申请转托。", "Ask for a transfer if you want to change."},
	care.CodeStartPast:        {"入托日期已经过去", "That first day is in the past", "请选择今天以后的日期。", "Choose a day from today on."},
	care.CodeStartFar:         {"入托日期太远", "That first day is too far away", "请选择近一些的日期。", "Choose an earlier day."},
	care.CodeClosed:           {"这个班暂不招生", "This class takes nobody in now", "请看看别的班。", "Look at other classes."},
	care.CodeSlotFull:         {"这个时段已约满", "This time is fully booked", "请换一个时段。", "Choose another time."},
	care.CodeSessionFull:      {"这一场已约满", "This session is full", "请换一场，或加入候补。", "Choose another one, or wait for a place."},
	care.CodeAlreadyBooked:    {"已经预约过", "Booked already", "请在“我的预约”里查看。", "See it among your reservations."},
	care.CodeWindowOpen:       {"正在集中登记，结束后抽签", "Entries are being collected", "现在登记即可，先后不影响结果。", "Enter now; the order is drawn by lot at the end, speed counts for nothing."},
	care.CodeWindowClosed:     {"集中登记已结束", "The time to enter is over", "请看看是否还有空位。", "See whether a place is still free."},
	care.CodeBadIDNumber:      {"身份证号不正确", "The id number is not right", "请核对 18 位号码；也可以不填。", "Check its 18 characters, or leave it out."},
	care.CodeBadCSRF:          {"页面已过期", "This page is out of date", "请刷新页面后再试。", "Reload the page and try again."},
	care.CodeBadOrigin:        {"请求来自别的网站", "The request comes from another site", "请在托育圈的页面里操作。", "Do it on the pages of this service."},
	care.CodeKeyReused:        {"同一个请求编号用在了不同的内容上", "The same request key with other content", "请换一个编号再试。", "Use a fresh key."},
	care.CodeRunning:          {"同样的请求正在处理", "The same request is still running", "请稍等再看结果。", "Wait a moment, then look at the result."},
}

// codeTexts explains every code in both languages, for the document.
func codeTexts() map[string]string {
	out := make(map[string]string, len(texts))
	for code, t := range texts {
		out[string(code)] = strings.TrimSpace(t.zh + "。" + t.zhNext + " " + t.en + ". " + t.enNext)
	}
	return out
}

// toProblem renders any error. What is not meant for the caller is logged whole and answered as internal.
func (s *Server) toProblem(info *requestInfo, err error) *Problem {
	var p *Problem
	if errors.As(err, &p) {
		return p
	}
	var e *care.Error
	switch {
	case !errors.As(err, &e):
		s.Log.Error("internal error", "request", info.id, "error", err)
		e = &care.Error{Code: care.CodeInternal}
	case e.Kind == care.NotFound && info.person != nil:
		e = notYours()
	case e.Cause != nil:
		s.Log.Warn("request failed", "request", info.id, "code", string(e.Code), "error", e.Cause)
	}
	return newProblem(info, e)
}

// notYours is how everything is answered that is not there for whoever is signed in, whatever the reason: in the same words, so
// that nobody learns what others have.
func notYours() *care.Error {
	return &care.Error{Kind: care.NotFound, Code: care.CodeNotFound, Text: "there is no such thing here, or it is not yours"}
}

func newProblem(info *requestInfo, e *care.Error) *Problem {
	t, ok := texts[e.Code]
	if !ok {
		t = texts[care.CodeInvalid]
	}
	p := &Problem{Type: "/docs#" + string(e.Code), Status: statusOf(e), Code: e.Code, Field: e.Field, Request: info.id}
	if info.chinese {
		p.Title, p.Detail = t.zh, t.zhNext
		if said := chineseText(e); said != "" {
			p.Detail = said + "。"
		} else if e.Text != "" {
			p.Detail += "（" + e.Text + "）"
		}
	} else {
		p.Title, p.Detail = t.en, cmp.Or(e.Text, t.enNext)
	}
	p.retryAfter = e.After
	if p.Status == http.StatusServiceUnavailable && e.After == 0 {
		p.retryAfter = 5 * time.Second
	}
	return p
}

func statusOf(e *care.Error) int {
	switch {
	case e.Code == care.CodeInternal:
		return http.StatusInternalServerError
	case e.Code == care.CodeMethod:
		return http.StatusMethodNotAllowed
	case e.Code == care.CodeTooLarge && e.Field == "body":
		return http.StatusRequestEntityTooLarge
	}
	switch e.Kind {
	case care.Invalid:
		return http.StatusUnprocessableEntity
	case care.NotFound:
		return http.StatusNotFound
	case care.Forbidden:
		return http.StatusForbidden
	case care.Conflict:
		return http.StatusConflict
	case care.Unavailable:
		return http.StatusServiceUnavailable
	case care.TooMany:
		return http.StatusTooManyRequests
	case care.SignedOut:
		return http.StatusUnauthorized
	default:
		return http.StatusInternalServerError
	}
}

// problem writes a failure that did not come through huma.
func (s *Server) problem(c *fiber.Ctx, info *requestInfo, e *care.Error) {
	p := newProblem(info, e)
	if status := fiberStatus(e); status != 0 {
		p.Status = status
	}
	p.write(c)
}

func (p *Problem) write(c *fiber.Ctx) {
	for name, values := range p.GetHeaders() {
		c.Response().Header.Set(name, values[0])
	}
	if p.civicProblem(c) {
		return
	}
	c.Response().Header.SetContentType(problemType)
	body, err := json.Marshal(p)
	if err != nil {
		body = []byte(`{"code":"internal","status":500}`)
	}
	c.Status(p.Status).Response().SetBodyRaw(body)
}

// statusError carries a status of Fiber's that care has no kind for.
type statusError int

func (e statusError) Error() string { return http.StatusText(int(e)) }

func fiberStatus(e *care.Error) int {
	var s statusError
	if errors.As(e.Cause, &s) {
		return int(s)
	}
	return 0
}

// fromFiber turns an error of Fiber itself into one of ours.
func fromFiber(err error) *care.Error {
	var fe *fiber.Error
	if !errors.As(err, &fe) {
		return &care.Error{Code: care.CodeInternal, Cause: err}
	}
	cause := statusError(fe.Code)
	switch fe.Code {
	case http.StatusNotFound:
		e := noAddress()
		e.Cause = cause
		return e
	case http.StatusMethodNotAllowed:
		return &care.Error{Kind: care.Invalid, Code: care.CodeMethod, Cause: cause}
	case http.StatusRequestEntityTooLarge:
		return &care.Error{Kind: care.Invalid, Code: care.CodeTooLarge, Field: "body", Cause: cause, Text: "the body may have 64 KB"}
	case http.StatusRequestHeaderFieldsTooLarge, http.StatusRequestURITooLong:
		return &care.Error{Kind: care.Invalid, Code: care.CodeTooLarge, Field: "headers", Cause: cause, Text: "address and headers together may have 8 KB"}
	default:
		if fe.Code >= 500 {
			return &care.Error{Code: care.CodeInternal, Cause: err}
		}
		return &care.Error{Kind: care.Invalid, Code: care.CodeInvalid, Cause: cause}
	}
}

// humaProblem is what huma makes of mistakes it finds itself.
func humaProblem(info *requestInfo, status int, msg string, errs ...error) *Problem {
	e := &care.Error{Kind: care.Invalid, Code: care.CodeInvalid}
	switch {
	case status == http.StatusNotFound:
		e.Kind, e.Code = care.NotFound, care.CodeNotFound
	case status == http.StatusRequestEntityTooLarge:
		e.Code, e.Field = care.CodeTooLarge, "body"
	case status >= 500:
		e.Code = care.CodeInternal
	}
	var details []*huma.ErrorDetail
	for _, err := range errs {
		if err != nil {
			details = append(details, detailOf(info, err))
		}
	}
	said := msg
	if len(details) > 0 {
		_, e.Field, _ = strings.Cut(details[0].Location, ".")
		said = details[0].Message
	} else if info.chinese {
		said = chineseMistake(msg)
	}
	p := newProblem(info, e)
	p.Status, p.Errors = status, details
	switch {
	case status >= 500:
	case info.chinese:
		p.Detail = joined(e.Field, "：", said) + "。"
	default:
		p.Detail = joined(e.Field, " ", said)
	}
	return p
}

func joined(field, by, said string) string {
	if field == "" {
		return said
	}
	return field + by + said
}

// detailOf keeps the place and the message. The value is cut so that a reply is never larger than its request, and left out where it may
// be somebody's name or telephone.
func detailOf(info *requestInfo, err error) *huma.ErrorDetail {
	d := &huma.ErrorDetail{Message: care.Clip(err.Error())}
	var detailer huma.ErrorDetailer
	if errors.As(err, &detailer) {
		full := detailer.ErrorDetail()
		d = &huma.ErrorDetail{Message: full.Message, Location: care.Clip(full.Location)}
		if v, ok := full.Value.(string); ok && !info.personal && !strings.HasPrefix(full.Location, "body") {
			d.Value = care.Clip(v)
		}
	}
	if info.chinese {
		d.Message = chineseMistake(d.Message)
	}
	return d
}

func init() { //nolint:gochecknoinits // huma's only way to set the shape of its errors
	huma.NewError = func(status int, msg string, errs ...error) huma.StatusError {
		return humaProblem(&requestInfo{chinese: true}, status, msg, errs...)
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
		return humaProblem(infoOf(ctx.Context()), status, msg, errs...)
	}
}
