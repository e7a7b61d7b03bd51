# tests/fuzz/fuzz_<what>.c holds LLVMFuzzerTestOneInput; its seeds are in tests/fuzz/corpus/<what>/, more C of its own in
# tests/fuzz/<anything>_<what>.c. In the preset fuzz it becomes a libFuzzer program: `make fuzz` runs each for a minute, what is
# found stays in build/fuzz/findings. In every other preset it becomes the test fuzz.<what>: the kept corpus, what was found before,
# and changes of both for so many seconds (tests/fuzz/driver.c).
set(fuzz_folder ${CMAKE_SOURCE_DIR}/tests/fuzz)
set(fuzz_seconds 2) # CURSUS_FUZZ_SECONDS counts instead where it is set: 60 in .ci/run
# These read what the program itself wrote, or what another target leads to: a third of the time.
set(fuzz_inner decision leaf procedure record settings text varint)
set(fuzz_findings ${CMAKE_BINARY_DIR}/findings)
file(MAKE_DIRECTORY ${fuzz_findings})
file(GLOB files CONFIGURE_DEPENDS ${fuzz_folder}/fuzz_*.c)
foreach(file IN LISTS files)
  cmake_path(GET file STEM name)
  string(REGEX REPLACE "^fuzz_" "" what ${name})
  file(GLOB more CONFIGURE_DEPENDS ${fuzz_folder}/*_${what}.c)
  list(REMOVE_ITEM more ${file})
  if(CURSUS_FUZZ)
    add_executable(${name} ${file} ${more})
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/fuzzers)
    target_link_options(${name} PRIVATE -fsanitize=fuzzer)
  else()
    set(share 1)
    if(what IN_LIST fuzz_inner)
      set(share 3)
    endif()
    set(words)
    if(EXISTS ${fuzz_folder}/fuzz_${what}.dict)
      set(words -words=${fuzz_folder}/fuzz_${what}.dict)
    endif()
    add_executable(${name} ${file} ${more} ${fuzz_folder}/driver.c ${fuzz_folder}/mutate.c)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
    cursus_test(fuzz.${what} fuzz $<TARGET_FILE:${name}> -seconds=${fuzz_seconds} -share=${share} ${words}
      -findings=${fuzz_findings}/${what} ${fuzz_folder}/corpus/${what} ${fuzz_findings}/${what})
  endif()
  target_link_libraries(${name} PRIVATE cursus_bindings PkgConfig::JANSSON)
endforeach()
