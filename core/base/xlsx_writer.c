#include "base/xlsx_writer.h"
#include "base/arena.h"
#include "base/messages.h"
#include "base/output.h"
#include "base/text.h"
#include "base/xlsx_check.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define TEXT_MAX 32767 /* characters of a cell */
#define NAME_MAX_CHARACTERS 31
#define HINT_MAX_CHARACTERS 255
#define WIDTH_LEAST 8
#define WIDTH_MOST 60
#define WIDTH_ROWS 1000 /* looked at for the width of a column */
#define COLUMNS_MAX 16384
#define ROW_LAST 1048575
#define LISTS "_lists"
#define CREATED \
  946684800 /* 2000-01-01: not the clock's, so that the same content gives the same bytes */

typedef struct sheet {
  lxw_worksheet *page;
  const cs_xlsx_look *columns;
  size_t count;
  size_t *widths;
  lxw_row_t header, next;
} sheet;

struct cs_xlsx_book {
  cs_arena *arena;
  lxw_workbook *book;
  cs_output output;
  cs_buf text_scratch, escaped;
  lxw_format *head, *required, *title, *plain, *text, *date, *number;
  sheet sheet;     /* the one in hand; page NULL: none yet */
  uint64_t cells;  /* given to the library so far */
  lxw_col_t lists; /* drop-down lists so far */
  struct list {
    const char *const *choices;
    size_t count;
  } * all_lists;
  size_t list_capacity;
};

static int no_memory(cs_err *err) { return cs_fail(err, CS_ENOMEM, "%s", CS_MSG_no_memory); }

/* Memory that runs out inside libxlsxwriter 1.1.4 ends the program, or leaves a part out without a word. It takes less than this from one
 * call of ours to the next, beside the texts that it is given: before each is seen that it is there. */
#define RESERVE ((size_t)4 << 20)
#define TEXT_COPIES 8 /* of a row: its cells are held till it is written, escaped */

static bool has_room(size_t texts) {
  if (texts > SIZE_MAX / TEXT_COPIES - RESERVE) return false;
  void *volatile room =
      malloc(RESERVE + TEXT_COPIES * texts); /* volatile: no compiler knows better */
  free(room);
  return room != NULL;
}

/* A page has a temporary file. */
static int no_page(cs_err *err) {
  bool memory = errno == 0 || errno == ENOMEM;
  return memory ? no_memory(err) : cs_fail(err, CS_EIO, CS_MSG_temporary_failed, strerror(errno));
}

static int failed(const cs_xlsx_book *b, lxw_error code, cs_err *err) {
  if (code == LXW_ERROR_MEMORY_MALLOC_FAILED) return no_memory(err);
  const char *why = errno != 0 ? strerror(errno) : lxw_strerror(code);
  return cs_fail(err, CS_EIO, CS_MSG_output_cannot_write, b->output.path, why);
}

/* libxlsxwriter 1.1.4 copies the formula of a drop-down list twice and frees one copy: a few bytes a list, which the leak
 * checker of the tests is told not to mind. */
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LEAKS_ARE_CHECKED
#endif
#endif
#if defined(__SANITIZE_ADDRESS__) || defined(LEAKS_ARE_CHECKED)
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void) { return "leak:lxw_strdup"; }
const char *__lsan_default_options(void);
const char *__lsan_default_options(void) { return "print_suppressions=0"; }
#endif

/* ---- the workbook ---- */

static bool add_formats(cs_xlsx_book *b) {
  lxw_format **all[] = {&b->head, &b->required, &b->title, &b->plain,
                        &b->text, &b->date,     &b->number};
  for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
    *all[i] = workbook_add_format(b->book);
    if (*all[i] == NULL) return false;
  }
  lxw_format *heads[] = {b->head, b->required};
  for (size_t i = 0; i < 2; i++) {
    format_set_bold(heads[i]);
    format_set_text_wrap(heads[i]);
    format_set_align(heads[i], LXW_ALIGN_VERTICAL_CENTER);
    format_set_bg_color(heads[i], i == 0 ? 0xD9E2F3 : 0xFFE699);
    format_set_border(heads[i], LXW_BORDER_THIN);
    format_set_num_format(heads[i], "@");
  }
  format_set_bold(b->title);
  format_set_num_format(b->text, "@");
  format_set_num_format(b->date, "yyyy-mm-dd");
  return true;
}

int cs_xlsx_create(const char *path, cs_xlsx_book **out, cs_err *err) {
  *out = NULL;
  cs_xlsx_book *b = calloc(1, sizeof *b);
  if (b == NULL) return no_memory(err);
  int file = -1;
  b->arena = cs_arena_new(4096);
  int rc = b->arena == NULL || !has_room(0) ? no_memory(err)
                                            : cs_output_open(path, &b->output, &file, err);
  if (file >= 0) close(file); /* the library opens it by its name, when all is known */
  if (rc == CS_OK) {
    lxw_workbook_options options = {.constant_memory = LXW_TRUE, .tmpdir = getenv("TMPDIR")};
    b->book = workbook_new_opt(b->output.partial, &options);
    lxw_doc_properties properties = {.created = CREATED};
    if (b->book == NULL || !add_formats(b) ||
        workbook_set_properties(b->book, &properties) != LXW_NO_ERROR)
      rc = no_memory(err);
  }
  if (rc == CS_OK)
    *out = b;
  else
    cs_xlsx_discard(b);
  return rc;
}

/* The library closes the temporary files of its pages only where it writes the book. */
static void close_pages(lxw_workbook *book) {
  lxw_worksheet *page;
  LXW_FOREACH_WORKSHEET(page, book) {
    if (page->optimize_tmpfile != NULL) (void)fclose(page->optimize_tmpfile);
    page->optimize_tmpfile = NULL;
  }
}

/* What the library writes on closing goes to the temporary name, also when nobody wants it. */
void cs_xlsx_discard(cs_xlsx_book *b) {
  if (b == NULL) return;
  if (b->book != NULL) {
    close_pages(b->book);
    lxw_workbook_free(b->book);
  }
  cs_output_discard(&b->output);
  free(b->all_lists);
  cs_buf_deinit(&b->text_scratch);
  cs_buf_deinit(&b->escaped);
  cs_arena_free(b->arena);
  free(b);
}

/* ---- texts ---- */

/* Valid UTF-8 of at most `most` characters, terminated, in place of what `out` held; false: no memory. */
static bool fit(cs_buf *out, const char *text, size_t n, size_t most) {
  cs_buf_clear(out);
  if (cs_utf8_valid(text, n)) {
    cs_buf_put(out, text, n);
  } else {
    cs_text_put_visible(out, text, n);
  }
  size_t at = 0;
  if (out->size > most) {
    for (size_t i = 0; i < most && at < out->size; i++)
      at += cs_utf8_next(out->data + at, out->size - at, NULL);
    out->size = at;
  }
  cs_buf_putc(out, '\0');
  return !out->failed;
}

/* U+FFFE and U+FFFF, which no XML can hold. */
#define BEYOND_XML_START "\xef\xbf"
static bool is_beyond_xml(const char *text) {
  return strncmp(text, BEYOND_XML_START, 2) == 0 && ((unsigned char)text[2] & 0xfe) == 0xbe;
}

/* For attributes, where XML has no way to say what it cannot hold, and the library looks away. */
static char *kept(cs_xlsx_book *b, const char *text, size_t most) {
  if (!fit(&b->text_scratch, text, strlen(text), most)) return NULL;
  char *out = cs_arena_text(b->arena, b->text_scratch.data, b->text_scratch.size - 1);
  for (char *at = out; at != NULL && *at != '\0'; at++) {
    bool control = (unsigned char)*at < ' ' && strchr("\t\n\r", *at) == NULL;
    if (control) *at = ' ';
    if (is_beyond_xml(at)) at[2] = (char)0xbd; /* U+FFFD */
  }
  return out;
}

/* A name for a sheet: no more than 31 characters, none of []:*?/\, no apostrophe at its ends. */
static char *sheet_name(cs_xlsx_book *b, const char *name) {
  char *out = kept(b, *name == '\0' ? "Sheet" : name, NAME_MAX_CHARACTERS);
  for (char *at = out; at != NULL && *at != '\0'; at++) {
    bool end = at == out || at[1] == '\0';
    if (strchr("[]:*?/\\", *at) != NULL || (*at == '\'' && end)) *at = '_';
  }
  return out;
}

/* ---- sheets ---- */

static lxw_format *look_of(const cs_xlsx_book *b, const cs_xlsx_look *c) {
  switch (c->kind) {
    case CS_XLSX_CODE: return b->text;
    case CS_XLSX_DATE: return b->date;
    case CS_XLSX_NUMBER: return b->number;
    case CS_XLSX_TEXT: break;
  }
  return b->plain;
}

/* What was gathered row by row: widths, the filter. */
static void end_sheet(cs_xlsx_book *b) {
  sheet *s = &b->sheet;
  if (s->page == NULL) return;
  for (size_t i = 0; i < s->count; i++) {
    size_t width = s->widths[i] + 2;
    if (width < WIDTH_LEAST) width = WIDTH_LEAST;
    if (width > WIDTH_MOST) width = WIDTH_MOST;
    worksheet_set_column(s->page, (lxw_col_t)i, (lxw_col_t)i, (double)width,
                         look_of(b, &s->columns[i]));
  }
  lxw_row_t last = s->next > s->header + 1 ? s->next - 1 : s->header + 1;
  if (s->count > 0) worksheet_autofilter(s->page, s->header, 0, last, (lxw_col_t)(s->count - 1));
  s->page = NULL;
}

static bool note_list(cs_xlsx_book *b, const cs_xlsx_look *c) {
  if (b->lists == b->list_capacity) {
    size_t capacity = b->list_capacity == 0 ? 16 : b->list_capacity * 2;
    struct list *lists = realloc(b->all_lists, capacity * sizeof *lists);
    if (lists == NULL) return false;
    b->all_lists = lists;
    b->list_capacity = capacity;
  }
  b->all_lists[b->lists++] = (struct list){c->choices, c->choice_count};
  return true;
}

static int add_validation(cs_xlsx_book *b, size_t column, cs_err *err) {
  sheet *s = &b->sheet;
  const cs_xlsx_look *c = &s->columns[column];
  char source[64], letters[16];
  lxw_data_validation v = {.validate = LXW_VALIDATION_TYPE_ANY, .ignore_blank = LXW_VALIDATION_ON};
  if (c->choice_count > 0) {
    lxw_col_to_name(letters, b->lists, LXW_TRUE);
    snprintf(source, sizeof source, "=" LISTS "!%s$1:%s$%zu", letters, letters, c->choice_count);
    v.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
    v.value_formula = source;
    v.dropdown = LXW_VALIDATION_ON;
    v.error_type = c->open ? LXW_VALIDATION_ERROR_TYPE_WARNING : LXW_VALIDATION_ERROR_TYPE_STOP;
    if (b->lists == COLUMNS_MAX - 1 || !note_list(b, c)) return no_memory(err);
  }
  if (c->hint != NULL) {
    v.input_message = kept(b, c->hint, HINT_MAX_CHARACTERS);
    if (v.input_message == NULL) return no_memory(err);
  }
  if (c->choice_count == 0 && c->hint == NULL) return CS_OK;
  lxw_error code = worksheet_data_validation_range(s->page, s->header + 1, (lxw_col_t)column,
                                                   ROW_LAST, (lxw_col_t)column, &v);
  return code == LXW_NO_ERROR ? CS_OK : failed(b, code, err);
}

/* Text that looks like "_x0041_" would be read as the character of that number: its first sign is written as one. So are characters
 * that XML cannot hold; the library does it to those below a space. */
static bool escape(cs_buf *out, const char *text, size_t n) {
  cs_buf_clear(out);
  for (size_t i = 0; i < n; i++) {
    if (is_beyond_xml(text + i)) {
      cs_buf_puts(out, (unsigned char)text[i + 2] == 0xbe ? "_xFFFE_" : "_xFFFF_");
      i += 2;
      continue;
    }
    bool looks = n - i >= 7 && text[i] == '_' && text[i + 1] == 'x' && text[i + 6] == '_' &&
                 strspn(text + i + 2, "0123456789ABCDEFabcdef") >= 4;
    if (looks) cs_buf_puts(out, "_x005F");
    cs_buf_putc(out, text[i]);
  }
  cs_buf_putc(out, '\0');
  return !out->failed;
}

static int write_cell(cs_xlsx_book *b, lxw_worksheet *page, lxw_row_t row, size_t column,
                      const char *text, size_t n, lxw_format *format, cs_err *err) {
  if (!fit(&b->text_scratch, text, n, TEXT_MAX)) return no_memory(err);
  const char *terminated = b->text_scratch.data;
  if (strstr(terminated, "_x") != NULL || strstr(terminated, BEYOND_XML_START) != NULL) {
    if (!escape(&b->escaped, terminated, b->text_scratch.size - 1)) return no_memory(err);
    terminated = b->escaped.data;
  }
  lxw_error code = worksheet_write_string(page, row, (lxw_col_t)column, terminated, format);
  b->cells++;
  return code == LXW_NO_ERROR ? CS_OK : failed(b, code, err);
}

static int write_text(cs_xlsx_book *b, lxw_row_t row, size_t column, const char *text, size_t n,
                      lxw_format *format, cs_err *err) {
  sheet *s = &b->sheet;
  bool counted = column < s->count && row >= s->header && row - s->header < WIDTH_ROWS;
  size_t width = counted ? cs_text_width(text, n) : 0;
  if (counted && width > s->widths[column]) s->widths[column] = width;
  return write_cell(b, s->page, row, column, text, n, format, err);
}

int cs_xlsx_begin(cs_xlsx_book *b, const char *name, const char *const *heads, size_t head_count,
                  const cs_xlsx_look *columns, size_t count, cs_err *err) {
  end_sheet(b);
  errno = 0;
  sheet *s = &b->sheet;
  char *title = sheet_name(b, name);
  if (title == NULL || !has_room(0)) return no_memory(err);
  if (count > COLUMNS_MAX || workbook_validate_sheet_name(b->book, title) != LXW_NO_ERROR)
    return cs_fail(err, CS_EINPUT, CS_MSG_xlsx_bad_sheet, b->output.path, name);
  *s = (sheet){.columns = columns, .count = count, .header = (lxw_row_t)head_count};
  s->widths = cs_arena_alloc(b->arena, (count + 1) * sizeof *s->widths);
  if (s->widths == NULL) return no_memory(err);
  memset(s->widths, 0, (count + 1) * sizeof *s->widths);
  s->page = workbook_add_worksheet(b->book, title);
  if (s->page == NULL) return no_page(err);
  int rc = CS_OK;
  for (size_t i = 0; rc == CS_OK && i < head_count; i++)
    rc = write_text(b, (lxw_row_t)i, 0, heads[i], strlen(heads[i]), b->title, err);
  for (size_t i = 0; rc == CS_OK && i < count; i++) {
    rc = write_text(b, s->header, i, columns[i].title, strlen(columns[i].title),
                    columns[i].required ? b->required : b->head, err);
    if (rc == CS_OK) rc = add_validation(b, i, err);
  }
  worksheet_freeze_panes(s->page, s->header + 1, 0);
  s->next = s->header + 1;
  return rc;
}

/* [-]digits[.digits], few enough that nothing is lost */
static bool is_number(const char *text, size_t n) {
  size_t at = n > 0 && text[0] == '-', digits = 0, points = 0;
  for (size_t i = at; i < n; i++) {
    if (text[i] == '.')
      points++;
    else if (text[i] < '0' || text[i] > '9')
      return false;
    else
      digits++;
  }
  bool zeros = n - at > 1 && text[at] == '0' && text[at + 1] != '.';
  return digits > 0 && digits <= 15 && points <= 1 && !zeros && text[n - 1] != '.' &&
         text[at] != '.';
}

int cs_xlsx_put(cs_xlsx_book *b, const cs_cell *cells, size_t count, cs_err *err) {
  sheet *s = &b->sheet;
  errno = 0;
  if (s->next > ROW_LAST)
    return cs_fail(err, CS_ELIMIT, CS_MSG_xlsx_too_long, b->output.path, ROW_LAST + 1);
  size_t texts = 0;
  for (size_t i = 0; i < count && i < COLUMNS_MAX; i++)
    texts += cells[i].text == NULL ? 0 : cells[i].size;
  int rc = has_room(texts) ? CS_OK : no_memory(err);
  for (size_t i = 0; rc == CS_OK && i < count && i < COLUMNS_MAX; i++) {
    const cs_cell *cell = &cells[i];
    if (cell->text == NULL || cell->size == 0) continue;
    lxw_format *format = i < s->count ? look_of(b, &s->columns[i]) : b->plain;
    bool number = i < s->count && s->columns[i].kind == CS_XLSX_NUMBER;
    if (!number || !is_number(cell->text, cell->size)) {
      rc = write_text(b, s->next, i, cell->text, cell->size, format, err);
      continue;
    }
    char digits[32];
    memcpy(digits, cell->text, cell->size);
    digits[cell->size] = '\0';
    if (cell->size > s->widths[i]) s->widths[i] = cell->size;
    lxw_error code =
        worksheet_write_number(s->page, s->next, (lxw_col_t)i, strtod(digits, NULL), format);
    b->cells++;
    if (code != LXW_NO_ERROR) rc = failed(b, code, err);
  }
  s->next++;
  return rc;
}

/* ---- the end ---- */

static int write_lists(cs_xlsx_book *b, cs_err *err) {
  if (b->lists == 0) return CS_OK;
  errno = 0;
  lxw_worksheet *page = workbook_add_worksheet(b->book, LISTS);
  if (page == NULL) return no_page(err);
  size_t rows = 0;
  for (lxw_col_t i = 0; i < b->lists; i++) {
    if (b->all_lists[i].count > rows) rows = b->all_lists[i].count;
  }
  for (size_t row = 0; row < rows; row++) {
    for (lxw_col_t i = 0; i < b->lists; i++) {
      if (row >= b->all_lists[i].count) continue;
      const char *choice = b->all_lists[i].choices[row];
      int rc = write_cell(b, page, (lxw_row_t)row, i, choice, strlen(choice), b->text, err);
      if (rc != CS_OK) return rc;
    }
  }
  worksheet_hide(page);
  return CS_OK;
}

int cs_xlsx_finish(cs_xlsx_book *b, cs_err *err) {
  end_sheet(b);
  errno = 0;
  int rc = has_room(0) ? write_lists(b, err) : no_memory(err);
  if (rc == CS_OK) {
    lxw_error code = workbook_close(b->book); /* frees it */
    b->book = NULL;
    if (code != LXW_NO_ERROR) rc = failed(b, code, err);
  }
  if (rc == CS_OK) rc = cs_xlsx_check(b->output.partial, b->output.path, b->cells, err);
  if (rc == CS_OK) rc = cs_output_finish(&b->output, err);
  cs_xlsx_discard(b);
  return rc;
}
