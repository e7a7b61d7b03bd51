-- A page that needs nothing but itself: HTML with its style inside, laid out for A4, one sheet a document.
local form = require "cursus.form"
local message = require "cursus.message"
local tr = message.tr

local page = {}

local STYLE = [[
@page { size: A4; margin: 22mm 20mm 20mm 22mm; }
@page dense { margin: 9mm 12mm; }
* { box-sizing: border-box; }
html { background: #e8e8e8; }
body {
  margin: 0; color: #111; font: 11pt/1.65 "Songti SC", "SimSun", "Noto Serif CJK SC", "Source Han Serif SC", serif;
}
.sheet {
  position: relative; width: 210mm; min-height: 297mm; margin: 8mm auto; padding: 22mm 20mm 20mm 22mm;
  background: #fff; box-shadow: 0 1px 5px #999;
}
h1 {
  margin: 0 0 5mm; font: bold 18pt/1.35 "Heiti SC", "SimHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif;
  text-align: center;
}
h2 {
  margin: 5mm 0 3mm;
  font: bold 13pt/1.4 "Heiti SC", "SimHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif;
}
p { margin: 2mm 0; }
p.number { text-align: right; color: #444; font-size: 10pt; }
.right { text-align: right; }
.small, small { font-size: 9pt; color: #444; }
.red-head { margin-bottom: 8mm; padding-bottom: 4mm; border-bottom: 2.5pt solid #c00; }
.red-head h1 { margin: 4mm 0; color: #c00; font-size: 28pt; letter-spacing: .25em; text-indent: .25em; }
.red-head ~ h2 { text-align: center; font-size: 16pt; margin: 8mm 0; }
.red-head ~ p { text-indent: 2em; }
.red-head ~ p.right, .red-head ~ p.number { text-indent: 0; }
table { width: 100%; margin: 3mm 0 4mm; border-collapse: collapse; page-break-inside: auto; }
caption { text-align: left; font-weight: bold; padding: 1mm 0; }
thead { display: table-header-group; }
tr { page-break-inside: avoid; }
th, td {
  border: .6pt solid #333; padding: 1.6mm 2.2mm; text-align: left; vertical-align: top; overflow-wrap: anywhere;
}
th { background: #f1f1f1; font-weight: bold; overflow-wrap: break-word; }
table.compact th, table.compact td { padding: .7mm 2.2mm; line-height: 1.5; }
td.number, th.number { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
td.mark, th.mark { text-align: center; width: 9mm; }
table.plain td, table.plain th { border: 0; background: none; padding: .6mm 2mm .6mm 0; }
td.id, th.id { width: 1%; white-space: nowrap; }
table.signature { margin-top: 12mm; page-break-inside: avoid; }
table.signature td { border: 0; padding: 5mm 2mm 9mm 0; width: 50%; }
.dense {
  page: dense; padding: 11mm 12mm; font-size: 8.5pt; line-height: 1.25;
  font-family: Arial, "Liberation Sans", "Noto Sans", "DejaVu Sans Condensed", "PingFang SC", "Microsoft YaHei",
    "Noto Sans CJK SC", sans-serif;
}
.dense h1 { margin: 0; font-size: 14pt; text-align: left; }
.dense h2 { margin: 1.5mm 0 .5mm; font-size: 9.5pt; font-family: inherit; }
.dense p { margin: .8mm 0; }
.dense table.head { margin: 0 0 1mm; }
.dense table.head td { border: 0; padding: 0; vertical-align: bottom; }
.dense table { margin: 0; }
.dense th, .dense td { border: .4pt solid #888; padding: .25mm 1.3mm; }
.dense small, .dense .small { font-size: 8.5pt; overflow-wrap: anywhere; }
.dense table.frame > * > tr > td { padding: 0; border: 0; }
.dense table.frame > tbody > tr { page-break-inside: auto; }
.dense th.words { width: 44%; }
.dense td.third { width: 31%; }
.dense .found { padding-left: 3.4mm; text-indent: -3.4mm; }
.dense table.signature { margin: 0; }
.dense table.signature td { border: 0; padding: 2.5mm 2mm 0 0; }
.withdrawn {
  margin: 0 0 5mm; padding: 1.5mm 3mm; border: 1.2pt solid #c00; color: #c00; font-weight: bold;
  text-align: center;
}
@media print {
  html { background: none; }
  .sheet { width: auto; min-height: 0; margin: 0; padding: 0; box-shadow: none; page-break-after: always; }
  .sheet:last-child { page-break-after: auto; }
  th { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
]]

local LANGUAGES = { en = "en", zh = "zh-CN" }

local function sheet(one)
  local language = LANGUAGES[one.language or message.language()]
  local parts = { ('<section class="sheet%s" lang="%s">\n'):format(one.dense and " dense" or "", language) }
  if one.withdrawn then parts[2] = ('<p class="withdrawn">%s</p>\n'):format(form.escape(tr "form_withdrawn_mark")) end
  parts[#parts + 1] = one.body
  parts[#parts + 1] = "\n</section>\n"
  return table.concat(parts)
end

-- The sheets { body = html, language =, withdrawn =, dense = small print } as one file.
function page.of(title, sheets)
  local parts = {
    "<!DOCTYPE html>\n", ('<html lang="%s">\n'):format(LANGUAGES[message.language()]),
    '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; style-src \'unsafe-inline\'">\n',
    "<title>", form.escape(title), "</title>\n<style>\n", STYLE, "</style></head>\n<body>\n",
  }
  for _, one in ipairs(sheets) do parts[#parts + 1] = sheet(one) end
  parts[#parts + 1] = "</body>\n</html>\n"
  return table.concat(parts)
end

return page
