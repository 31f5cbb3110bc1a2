// Work in numbered pieces for several threads. Pieces are taken in their order; what a piece computes must not depend on
// which thread takes it, so that the result is the same for any number of threads. Threads are kept from call to call, and with
// them what is thread_local.
#pragma once

#include <cstddef>
#include <functional>

namespace rosterkit {

/// Calls work(piece, worker) once for each piece from 0 to @p pieces - 1.
///
/// @param jobs   threads, the caller's own among them; no more are started than there are pieces.
/// @param work   must be safe to run in several threads; worker is 0 to jobs - 1, for memory of its own.
/// @throws       the first exception that a piece threw, when all threads have ended; later pieces are not begun.
void in_parallel(unsigned jobs, std::size_t pieces, const std::function<void(std::size_t piece, unsigned worker)>& work);

/// The same for work that mostly waits, for the disk or the system: it has threads of its own, so that nobody who computes at
/// the same time is left without.
void waiting_in_parallel(unsigned jobs, std::size_t pieces, const std::function<void(std::size_t piece, unsigned worker)>& work);

/// Makes the threads for waiting_in_parallel(@p jobs, ...) ahead, where somebody has the time: it takes 0.3 ms for each on some machines.
void prepare_to_wait(unsigned jobs);

}  // namespace rosterkit
