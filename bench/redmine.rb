# Fills an empty Redmine with ISSUES issues in one project, each with four journal entries, and opens the account
# "bench" (an administrator, who sees every issue, as the head of a county sees every matter).
# As many issues are open as matters are open on the other side: one in ten.

issues = Integer(ENV.fetch('ISSUES'))
titles = %w[提供产销对接活动场地 核查救助对象收入情况 完成老旧管网改造设计 报送招标项目清单 落实冷链车辆通行证]
said = %w[已与有关村对接，正在现场踏勘。 资料已收齐三分之二，其余月底前报。 方案已送审，等待专家意见。 已办结，材料附后。]

bench = User.new(firstname: '测速', lastname: '管理员', mail: 'bench@example.net', language: 'zh')
bench.login = 'bench'
bench.password = bench.password_confirmation = 'a long pass of words'
bench.admin = true
bench.must_change_passwd = false
bench.save!

people = (1..57).map do |number|
  person = User.new(firstname: "第#{number}", lastname: '单位', mail: "unit#{number}@example.net", language: 'zh')
  person.login = "unit#{number}"
  person.password = person.password_confirmation = 'a long pass of words'
  person.save!
  person.id
end

project = Project.create!(name: '重点工作', identifier: 'work', is_public: true, trackers: Tracker.all.to_a)
tracker = Tracker.first
open_status = IssueStatus.where(is_closed: false).first.id
closed_status = IssueStatus.where(is_closed: true).first.id
priority = IssuePriority.first.id
now = Time.now

(0...issues).each_slice(1000) do |numbers|
  rows = numbers.map do |number|
    opened = now - (300 - 300.0 * number / issues) * 86_400
    is_open = (number % 10).zero?
    {
      tracker_id: tracker.id, project_id: project.id, subject: "#{titles[number % titles.size]}（第#{number}号）",
      description: '按期完成。', due_date: (opened + 40 * 86_400).to_date, status_id: is_open ? open_status : closed_status,
      assigned_to_id: people[number % people.size], author_id: people[(number + 1) % people.size], priority_id: priority,
      lock_version: 4, created_on: opened, updated_on: opened + 14_400, closed_on: is_open ? nil : opened + 14_400,
      start_date: opened.to_date, done_ratio: is_open ? 0 : 100, is_private: false
    }
  end
  ids = Issue.insert_all!(rows, returning: :id).rows.flatten
  Issue.where(id: ids).update_all('root_id = id, lft = 1, rgt = 2')
  journals = ids.each_with_index.flat_map do |id, at|
    said.each_with_index.map do |text, turn|
      created = rows[at][:created_on] + turn * 3_600
      { journalized_id: id, journalized_type: 'Issue', user_id: rows[at][:assigned_to_id], notes: text,
        created_on: created, private_notes: false }
    end
  end
  Journal.insert_all!(journals)
end
puts "#{Issue.count} issues, #{Journal.count} journals"
