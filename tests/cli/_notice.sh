# The folder "pack": a grade goes up, a notice is printed and signed, the pay changes. For tests of this folder that source it.
mkdir -p pack
cat >pack/pack.lua <<'X'
pack { id = "sample", title = "Sample" }
clauses "clauses.tsv"
ladder "grade" { clause = "1", { "low", en = "low grade", zh = "低级" }, { "high", en = "high grade", zh = "高级" } }
catalogue "position" { { "clerk", en = "clerk", zh = "职员" } }
catalogue "status" { { "confirmed", en = "confirmed", zh = "转正" } }
employee { attribute "pay" {
  type = "integer", blank = "none", label = { en = "pay, fen", zh = "月薪（分）" }, amount = { en = "pay", zh = "月薪" },
} }
case { attribute "wanted" { type = "grade", label = { en = "wanted", zh = "申请职级" } } }
parameter "pay" {
  type = "table", keys = { "grade" }, unit = "money", clause = "3", label = { en = "pay by grade", zh = "薪级表" },
}
role "office" { clause = "2", label = { en = "office", zh = "办公室" } }
form "notice" {
  clause = "2", kind = "notice", label = { en = "notice", zh = "通知书" }, series = "N", template = "notice.html",
  fields = {
    "number", "subject.name", "change.from", "change.to", "change.on", "pay.to", "pay.on", "reason", "approved.by", "clauses",
    "issued.on",
  },
  ours = true,
}
stage "2" {
  label = { en = "approval", zh = "审批" }, by = "office", act = "approve", reasons = { "3" }, fails = ends "refused",
  writes = { sets("grade", asked "wanted", done_on) },
}
stage "notice" { clause = "2", label = { en = "notice signed", zh = "签通知书" }, by = "office", makes = { "notice" } }
stage "3" {
  label = { en = "pay changed", zh = "调薪" }, by = "office",
  writes = { sets("pay", from_table("pay", wanted), first_of_month(months_after(1, day_of "2"))) },
}
procedure "rise" {
  clause = "1", label = { en = "rise", zh = "晋级" }, asks = { "wanted" }, opens = { by = "office" },
  stages = { "2", "notice", "3" },
}
X
cat >pack/notice.html <<'X'
<h1>{{#zh}}通知书{{/zh}}{{#en}}Notice{{/en}}</h1>
<p class="number">{{number}}  {{issued.on}}</p>
<p>{{subject.name}}: {{change.from}} → {{change.to}} ({{change.on}}); {{pay.to}}, {{pay.on}}; {{reason}}; {{approved.by}}</p>
{{#clauses}}<p>{{id}} {{label}}</p>
{{/clauses}}
X
printf 'id\tkind\texecutable\tparaphrase_en\tlabel_zh\tprimitive\tambiguity\n' >pack/clauses.tsv
printf '%s\trule\tyes\t%s\t%s\trule\t\n' 1 'the ladder' 职级 2 'the office approves' 审批 3 'the pay' 薪资 >>pack/clauses.tsv
