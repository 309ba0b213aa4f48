/** What a facility does every day. */
export const today = {
  confirm: {
    title: '托位确认',
    lead: (name: string) => `${name}：这些空托位还对吗？`,
    class: '班级',
    month: '月份',
    free: '空余',
    staffed: '可收',
    taken: '在托',
    yes: '对，没有变化',
    no: '不对，需要修改',
    doneYes: '已确认，谢谢！',
    doneYesText: '家长会看到这些数字刚刚确认过。',
    doneNo: '知道了',
    doneNoText: '在您修改之前，家长会看到“待确认”。请登录工作台更新托位。',
    edit: '去更新托位',
    until: (at: string) => `链接有效到 ${at}`,
  },
}
