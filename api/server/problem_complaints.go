package server

import (
	"maps"

	"tuoyuquan/api/care"
)

// What complaints, files and reviews are refused with.
func init() { //nolint:gochecknoinits // one table, written in several files
	maps.Copy(texts, textsOfComplaints)
}

var textsOfComplaints = map[care.Code]text{
	care.CodePictureHEIC:     {"这种照片格式（HEIC）暂不支持", "HEIC photos cannot be taken", "请在手机的相机设置里选“兼容性最佳”，或截屏后上传。", "Choose “most compatible” in the camera's settings, or send a screenshot."},
	care.CodePictureAnimated: {"不能上传动图", "Moving pictures cannot be taken", "请上传一张静止的照片。", "Send a still photo."},
	care.CodePictureDamaged:  {"这张照片打不开", "The photo cannot be opened", "请重新拍一张，或换一个文件。", "Take it again, or send another file."},
	care.CodeUploadOffset:    {"上传中断过，进度已变", "The upload was interrupted", "请从服务器记录的位置继续。", "Go on from where the service stands."},
	care.CodeUploadChecksum:  {"文件没有完整传到", "The file did not arrive whole", "请重新上传。", "Send it again."},
	care.CodeUploadUnready:   {"文件还没有传完或检查完", "The file is not whole or not checked yet", "请稍等片刻再提交。", "Wait a moment, then send again."},
	care.CodeFileRefused:     {"文件没有通过安全检查", "The file did not pass the safety check", "请换一个文件。", "Send another file."},

	care.CodeNotYourUnit:     {"这件由别的单位承办", "Another unit handles it", "需要接手时，请由主管改派。", "A supervisor can give it to your unit."},
	care.CodeFourEyes:        {"同一个人不能既办理又决定", "One person may not do both", "请由另一位同事来办这一步。", "A colleague must take this step."},
	care.CodeClassA:          {"涉及孩子安全的，不能搁置", "A danger to a child is never put off", "请立即办理。", "It must be handled now."},
	care.CodeClassOpen:       {"紧急程度还没有人确认", "Nobody has confirmed how urgent it is", "请先确认紧急程度。", "Confirm it first."},
	care.CodeNoUnit:          {"本区没有对应的承办单位", "No office answers for this district", "请先登记承办单位。", "Register one first."},
	care.CodeIdentityNeeded:  {"这类投诉需要知道您是谁", "This kind needs to know who you are", "退费、合同等纠纷要双方到场调解；您的身份只有办理人员看得到。也可以改选举报。", "Refunds and contracts are settled between two; only the office will know. Or choose another category."},
	care.CodeTooLate:         {"已经决定，不能再改", "It has been decided", "请刷新查看。", "Load it again."},
	care.CodeAskedAlready:    {"已经提出过一次", "Asked once already", "请等对方答复。", "Wait for the answer."},
	care.CodeReturnedAlready: {"只能退单一次", "A case is given back once", "请办理，或请主管另行指定。", "Handle it, or ask a supervisor."},
	care.CodeReleasedAlready: {"已经向机构出示过", "The facility has been shown it already", "请等机构答复。", "Wait for its answer."},
	care.CodeReopenedAlready: {"已经重新办理过一次", "Opened again once already", "如仍未解决，可以申请再次办理。", "You can ask for it to be opened again."},
	care.CodeRatedAlready:    {"您已经评价过", "You have rated it already", "谢谢您的评价。", "Thank you."},
	care.CodeTieDeclared:     {"请先声明与当事方没有利害关系", "Declare first that you have no tie", "有利害关系的，请交给同事办理。", "If you have one, a colleague must handle it."},
	care.CodeContactMissing:  {"还没有联系过投诉人", "The complainant has not been contacted", "请先联系，再继续。", "Contact them first."},
	care.CodeNoExtension:     {"这一类不能延期", "The time of this class is not extended", "请在期限内办结。", "Finish within the time."},
	care.CodeFindingMissing:  {"每一项反映都要有结论", "Each allegation needs a finding", "请逐项填写结论。", "Give one for each."},
	care.CodeReplyMissing:    {"还没有答复，或答复没有送达", "There is no reply, or it has not arrived", "请先答复投诉人。", "Answer the complainant first."},
	care.CodeFacilityUnheard: {"还没有听取机构的说明", "The facility has not been heard", "请先向机构出示并给足答复时间。", "Show it what is held against it, and give it its time."},
	care.CodePreviewNeeded:   {"请先看机构会看到什么", "Look first at what the facility will see", "预览后再出示。", "Preview it, then release."},
	care.CodeCallMore:        {"回访次数还不够", "Call more often first", "请换个时间再打。", "Try again at another time."},
	care.CodeLeads:           {"已有其他件并入这一件", "Others are merged into this case", "请以它为主件。", "Let it lead."},
	care.CodeLeadState:       {"主件必须已受理且尚未答复", "The leading case must be accepted and not answered", "请另选主件。", "Choose another one."},
	care.CodeNotSame:         {"只有同一地点、同一事项才能合并", "Only the same place and matter is merged", "请核对后再合并。", "Check them again."},
	care.CodeNoBasis:         {"入托过或参观过的家庭才能评价", "Families who were enrolled or came for a visit can review", "预约参观后就可以评价。", "Book a visit first."},
	care.CodeReviewedAlready: {"一年评价一次", "One review a year", "可以修改已写的评价。", "You can change the one you wrote."},
	care.CodeWrongCodeGiven:  {"查询码不对", "The tracking code is not right", "请对照回执核对，一共 20 位。", "Check it against the receipt: it has 20 characters."},
}
