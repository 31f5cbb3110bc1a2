// What malloc is told about the run. All of it is advice: where it is not understood, the memory is the same, only slower.
#pragma once

#include <cstdint>

namespace rosterkit {

/// Call before the first thread is made. So many threads that compute get heaps of their own; those that mostly wait share them. To begin a heap
/// takes a thread a hundred faults, more than it does in a small run.
void expect_threads(unsigned computing);

/// Call in a thread before it takes about @p bytes of memory: they are set aside, 16 MiB at most, and what is given back from then on is kept for
/// who asks next. From 2 MiB to 16 they are in large pages. Only a hint; below 64 KiB nothing is done, nor after 2 MiB or more were expected once.
/// More than 16 MiB are a large run: where small pages are dear, all of its heaps are in large ones from then on (use_large_pages), and nearly a
/// whole heap is set aside.
void expect_memory(std::uint64_t bytes);
inline constexpr std::uint64_t memory_of_loading = 384u << 10;   ///< bytes that the model takes, or the plan for reading a format

/// For the rest of the run, and for heaps of all threads. Who takes much memory piece by piece calls heap_in_large_pages() before each.
void use_large_pages();

/// The memory that this thread's heap gives out next is in large pages, if they are used; else nothing is done.
void heap_in_large_pages();

/// Gives to the system what was given back here and is kept for who asks next: 20 ms for what a million students take.
void give_memory_back();

}  // namespace rosterkit
