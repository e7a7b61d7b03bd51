# tests/simulation: the scripts there are found by tests.cmake; this builds what kills the program at a given write.
add_executable(kill_at ${CMAKE_SOURCE_DIR}/tests/simulation/kill_at.c)
target_link_libraries(kill_at PRIVATE cursus_flags)
set_target_properties(kill_at PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
